using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Placement.Matching;

namespace Loadline.Placement.Tests;

public sealed class PolicyIndexTests
{
    private static readonly TemplateHeader Web = new("apps/v1", "Deployment", "shop", "web")
    {
        Labels = new Dictionary<string, string> { ["app"] = "web" },
    };

    private static readonly V1LabelSelector WebLabel = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } };

    private static ResourceSelector ByKind => new() { ApiVersion = "apps/v1", Kind = "Deployment" };

    private static V1Alpha1PropagationPolicy Namespaced(string name, ResourceSelector selector, int priority = 0, string? preemption = null) => new()
    {
        Metadata = new() { Name = name, Namespace = "shop" },
        Spec = new() { ResourceSelectors = [selector], Priority = priority, Preemption = preemption },
    };

    private static V1Alpha1ClusterPropagationPolicy ClusterWide(string name, ResourceSelector selector, int priority = 0, string? preemption = null) => new()
    {
        Metadata = new() { Name = name },
        Spec = new() { ResourceSelectors = [selector], Priority = priority, Preemption = preemption },
    };

    private static string? WinnerOf(PolicyIndex index, PolicyKey? owner = null, TemplateHeader? template = null) =>
        index.Match(template ?? Web, owner).Winner?.Policy.ToString();

    [Fact]
    public void Nothing_matches_in_an_empty_index() => Assert.Same(MatchResult.None, PolicyIndex.Empty.Match(Web));

    [Fact]
    public void A_namespaced_policy_wins_over_a_cluster_wide_one_of_any_priority()
    {
        var index = PolicyIndex.Empty.Set(ClusterWide("all", ByKind with { Name = "web" }, priority: 100)).Set(Namespaced("mine", ByKind));

        var result = index.Match(Web);

        Assert.Equal("shop/mine", result.Winner?.Policy.ToString());
        Assert.Equal(PolicyConflictReason.Scope, Assert.Single(result.Losers).Reason);
    }

    [Fact]
    public void Explicit_priority_comes_before_specificity_and_specificity_before_name()
    {
        var byKind = Namespaced("c", ByKind);
        var byLabel = Namespaced("b", ByKind with { LabelSelector = WebLabel });
        var byName = Namespaced("z", ByKind with { Name = "web" });

        Assert.Equal("shop/z", WinnerOf(PolicyIndex.Empty.Set(byKind).Set(byLabel).Set(byName)));
        Assert.Equal("shop/b", WinnerOf(PolicyIndex.Empty.Set(byKind).Set(byLabel)));
        Assert.Equal("shop/a", WinnerOf(PolicyIndex.Empty.Set(byKind).Set(Namespaced("a", ByKind))));
        Assert.Equal("shop/c", WinnerOf(PolicyIndex.Empty.Set(Namespaced("c", ByKind, priority: 1)).Set(byLabel).Set(byName)));
    }

    [Fact]
    public void Every_loser_is_named_with_its_reason()
    {
        var index = PolicyIndex.Empty
            .Set(Namespaced("a", ByKind, priority: 5))
            .Set(Namespaced("b", ByKind, priority: 5))
            .Set(Namespaced("c", ByKind with { Name = "web" }, priority: 1))
            .Set(Namespaced("d", ByKind with { LabelSelector = WebLabel }, priority: 5));

        var result = index.Match(Web);

        Assert.Equal("shop/d", result.Winner?.Policy.ToString());
        Assert.Equal(
            [("a", PolicyConflictReason.Specificity), ("b", PolicyConflictReason.Specificity), ("c", PolicyConflictReason.Priority)],
            result.Losers.Select(loss => (loss.Match.Policy.Name, loss.Reason)));
    }

    [Fact]
    public void A_name_makes_the_label_selector_irrelevant()
    {
        var other = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "other" } };

        Assert.Equal("shop/p", WinnerOf(PolicyIndex.Empty.Set(Namespaced("p", ByKind with { Name = "web", LabelSelector = other }))));
        Assert.Null(WinnerOf(PolicyIndex.Empty.Set(Namespaced("p", ByKind with { LabelSelector = other }))));
        Assert.Null(WinnerOf(PolicyIndex.Empty.Set(Namespaced("p", ByKind with { Name = "other" }))));
    }

    [Fact]
    public void A_policy_with_several_selectors_counts_once_with_the_closest()
    {
        var policy = Namespaced("p", ByKind) with { Spec = new() { ResourceSelectors = [ByKind, ByKind with { Name = "web" }, ByKind with { LabelSelector = WebLabel }] } };

        var result = PolicyIndex.Empty.Set(policy).Match(Web);

        Assert.Equal(SelectorSpecificity.Name, result.Winner?.Specificity);
        Assert.Empty(result.Losers);
    }

    [Fact]
    public void The_owner_keeps_its_template_from_a_better_policy_that_does_not_preempt()
    {
        var index = PolicyIndex.Empty.Set(Namespaced("old", ByKind)).Set(Namespaced("new", ByKind with { Name = "web" }, priority: 9));

        var result = index.Match(Web, new PolicyKey("shop", "old"));

        Assert.Equal("shop/old", result.Winner?.Policy.ToString());
        Assert.Equal(PolicyConflictReason.Owned, Assert.Single(result.Losers).Reason);
    }

    [Theory]
    [InlineData(1, "shop/new")]
    [InlineData(0, "shop/old")]
    [InlineData(-1, "shop/old")]
    public void Preemption_takes_a_template_only_with_strictly_higher_priority(int priority, string winner)
    {
        var index = PolicyIndex.Empty.Set(Namespaced("old", ByKind)).Set(Namespaced("new", ByKind with { Name = "web" }, priority, "Always"));

        Assert.Equal(winner, WinnerOf(index, new PolicyKey("shop", "old")));
    }

    [Fact]
    public void A_preempting_namespaced_policy_takes_from_a_cluster_wide_one_whatever_its_priority_and_never_the_other_way()
    {
        var index = PolicyIndex.Empty
            .Set(ClusterWide("wide", ByKind with { Name = "web" }, priority: 9, preemption: "Always"))
            .Set(Namespaced("mine", ByKind with { Name = "web" }, priority: 0, preemption: "Always"));

        Assert.Equal("shop/mine", WinnerOf(index, new PolicyKey("", "wide")));
        Assert.Equal("shop/mine", WinnerOf(index, new PolicyKey("shop", "mine")));
    }

    [Fact]
    public void An_owner_that_no_longer_selects_the_template_loses_it()
    {
        var index = PolicyIndex.Empty.Set(Namespaced("old", ByKind with { Name = "other" })).Set(Namespaced("new", ByKind));

        Assert.Equal("shop/new", WinnerOf(index, new PolicyKey("shop", "old")));
        Assert.Equal("shop/new", WinnerOf(index, new PolicyKey("shop", "gone")));
    }

    [Theory]
    [InlineData("kube-system", null)]
    [InlineData("loadline-system", null)]
    [InlineData("shop", "wide")]
    public void A_cluster_wide_policy_without_a_namespace_leaves_reserved_ones_alone(string @namespace, string? winner)
    {
        var index = PolicyIndex.Empty.Set(ClusterWide("wide", ByKind));

        Assert.Equal(winner, WinnerOf(index, template: Web with { Namespace = @namespace }));
    }

    [Fact]
    public void A_cluster_wide_policy_reaches_a_reserved_namespace_that_it_names() =>
        Assert.Equal("wide", WinnerOf(PolicyIndex.Empty.Set(ClusterWide("wide", ByKind with { Namespace = "kube-system" })), template: Web with { Namespace = "kube-system" }));

    [Fact]
    public void Cluster_scoped_templates_belong_to_cluster_wide_policies_only()
    {
        var role = new TemplateHeader("rbac/v1", "ClusterRole", "", "reader");
        var selector = new ResourceSelector { ApiVersion = "rbac/v1", Kind = "ClusterRole" };

        Assert.Null(WinnerOf(PolicyIndex.Empty.Set(Namespaced("p", selector)), template: role));
        Assert.Equal("wide", WinnerOf(PolicyIndex.Empty.Set(ClusterWide("wide", selector)), template: role));
    }

    [Fact]
    public void A_namespaced_policy_does_not_reach_into_another_namespace() =>
        Assert.Null(WinnerOf(PolicyIndex.Empty.Set(Namespaced("p", ByKind with { Namespace = "bank" })), template: Web with { Namespace = "bank" }));

    [Fact]
    public void Replaced_removed_and_terminating_policies_leave_nothing_behind()
    {
        var index = PolicyIndex.Empty.Set(Namespaced("p", ByKind));
        Assert.Null(WinnerOf(index.Set(Namespaced("p", ByKind with { Name = "other" }))));
        Assert.Null(WinnerOf(index.Remove(new("shop", "p"))));

        var terminating = Namespaced("p", ByKind) with { Metadata = new() { Name = "p", Namespace = "shop", DeletionTimestamp = DateTimeOffset.UnixEpoch } };
        Assert.Equal(0, index.Set(terminating).Count);
        Assert.Equal("shop/p", WinnerOf(index));
    }

    [Fact]
    public void Ten_thousand_policies_by_name_cost_a_template_only_those_that_could_select_it()
    {
        var index = PolicyIndex.Empty;
        for (var i = 0; i < 10_000; i++) index = index.Set(Namespaced($"p{i}", ByKind with { Name = $"web{i}" }));

        var result = index.Match(Web with { Name = "web4711" });

        Assert.Equal("shop/p4711", result.Winner?.Policy.ToString());
        Assert.Empty(result.Losers);
    }
}
