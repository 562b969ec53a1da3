using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Operator.Binding;
using Loadline.Operator.Guarding;
using Loadline.Operator.Matching;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Tests.Guarding;

public sealed class RemovalLedgerTests
{
    private static readonly PolicyKey Owner = new("shop", "spread");

    private readonly ManualTimeProvider _time = new();
    private readonly List<RemovalOwner> _changed = [];
    private readonly ObjectStore _members = new();
    private readonly RemovalLedger _ledger;
    private Policy _policy = PolicyWith();
    private int _next = 100;

    public RemovalLedgerTests() => _ledger = NewLeader();

    [Fact]
    public void Removals_pass_up_to_the_budget_and_then_wait()
    {
        Assert.Equal(20, Pass(30));
        Assert.Equal(1, _ledger.Open);
        Assert.Equal([RemovalOwner.Of(Owner)], _changed);
        var open = StateOf()!;
        Assert.Contains("acknowledge-removals of policy shop/spread): 20 of its 100 objects", open.Message, StringComparison.Ordinal);
        Assert.Equal(10, open.Waiting);
    }

    [Fact]
    public void An_object_that_is_asked_for_again_counts_once()
    {
        for (var i = 0; i < 50; i++) Assert.Null(Take(Template(1)));
        Assert.Equal(19, Pass(30));
    }

    [Fact]
    public void Every_member_of_a_template_is_an_object()
    {
        for (var i = 0; i < 5; i++) Assert.Null(_ledger.Take(Owner, RemovalCause.NoLongerSelected, Template(1000 + i), ["a", "b", "c", "d"]));
        Assert.NotNull(_ledger.Take(Owner, RemovalCause.NoLongerSelected, Template(2000), ["a", "b", "c", "d"]));
    }

    [Fact]
    public void A_look_ahead_counts_nothing()
    {
        for (var i = 0; i < 50; i++) Assert.Null(_ledger.Check(Owner, RemovalCause.NoLongerSelected, Template(i), ["one"]));
        Assert.Equal(20, Pass(30));
    }

    [Fact]
    public void What_a_user_deleted_passes_an_open_breaker()
    {
        Pass(30);
        Assert.Null(_ledger.Take(Owner, RemovalCause.TemplateDeleted, Template(5000), ["one"]));
        Assert.Null(_ledger.Take(Owner, RemovalCause.MovedAway, Template(5001), ["one"]));
        Assert.NotNull(_ledger.Take(Owner, RemovalCause.TemplateVanished, Template(5002), ["one"]));
    }

    [Fact]
    public void A_window_in_which_nothing_had_to_wait_ends_and_another_begins()
    {
        Assert.Equal(20, Pass(20));
        _time.Advance(RemovalAccount.Window);
        Assert.Equal(20, Pass(20));
        Assert.Equal(0, _ledger.Open);
    }

    [Fact]
    public void An_open_breaker_outlasts_its_window_as_long_as_something_waits()
    {
        Pass(21);
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            Assert.NotNull(Take(Template(21)));
        }
    }

    [Fact]
    public void An_open_breaker_closes_when_nobody_wants_the_removals_any_more()
    {
        Pass(30);
        _time.Advance(RemovalAccount.Forgets);
        Assert.Null(StateOf());
        Assert.Equal(0, _ledger.Open);
    }

    [Fact]
    public void An_acknowledgement_lets_everything_pass_for_ten_minutes()
    {
        Pass(30);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            Assert.NotNull(Take(Template(1)));
        }

        _policy = PolicyWith(acknowledged: _time.GetUtcNow());
        Assert.Null(StateOf());
        Assert.Equal(40, Pass(40));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(40, Pass(40));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(20, Pass(40));
    }

    [Theory]
    [InlineData("2025-12-31T23:59:59Z")]
    [InlineData("yes")]
    [InlineData("")]
    public void An_acknowledgement_from_before_the_window_or_without_a_time_is_none(string text)
    {
        _policy = PolicyWith(acknowledgement: text);
        Assert.Equal(20, Pass(30));
    }

    [Fact]
    public void An_acknowledgement_ahead_of_time_lets_planned_removals_pass()
    {
        _policy = PolicyWith(acknowledged: _time.GetUtcNow().AddMinutes(5));
        Assert.Equal(100, Pass(100));
    }

    [Fact]
    public void A_new_leader_finds_an_open_breaker_open()
    {
        _policy = PolicyWith(openSince: _time.GetUtcNow().AddMinutes(-3));
        var leader = NewLeader();
        Assert.Contains("was open when this leader began", StateOf(leader)!.Message, StringComparison.Ordinal);
        Assert.NotNull(leader.Take(Owner, RemovalCause.NoLongerSelected, Template(1), ["one"]));

        _policy = PolicyWith(openSince: _time.GetUtcNow().AddMinutes(-3), acknowledged: _time.GetUtcNow().AddMinutes(-1));
        Assert.Null(leader.Take(Owner, RemovalCause.NoLongerSelected, Template(1), ["one"]));
    }

    [Fact]
    public void What_a_new_leader_found_open_closes_when_nothing_waits_for_it()
    {
        _policy = PolicyWith(openSince: _time.GetUtcNow().AddMinutes(-3));
        var leader = NewLeader();
        Assert.NotNull(StateOf(leader));
        _time.Advance(RemovalAccount.Forgets);
        Assert.Null(StateOf(leader));
    }

    [Fact]
    public void Policies_do_not_share_a_budget()
    {
        Pass(30);
        Assert.Null(_ledger.Take(new("shop", "other"), RemovalCause.NoLongerSelected, Template(1), ["two"]));
    }

    [Fact]
    public void A_member_has_a_budget_over_all_policies()
    {
        Join("one");
        Assert.Equal(20, PassOfManyPolicies(30, "one"));
        Assert.Equal(20, PassOfManyPolicies(30, "two"));
        Assert.Equal([RemovalOwner.Of("one"), RemovalOwner.Of("two")], _changed);
        var open = _ledger.StateOf(RemovalOwner.Of("one"))!;
        Assert.Contains("acknowledge-removals of MemberCluster one): 20 of its 100 objects were removed in one window and 20 may be (the budget of a member 20%)", open.Message, StringComparison.Ordinal);
        Assert.Equal(10, open.Waiting);
        Assert.Equal(2, _ledger.Open);
    }

    [Fact]
    public void What_one_of_the_members_holds_waits_in_all_and_counts_nowhere()
    {
        PassOfManyPolicies(21, "one");
        for (var i = 0; i < 100; i++) Assert.NotNull(_ledger.Take(new("shop", $"of-two-{i}"), RemovalCause.NoLongerSelected, Template(++_next), ["one", "two"]));
        Assert.Equal(20, PassOfManyPolicies(30, "two"));
    }

    [Fact]
    public void An_acknowledgement_of_the_member_lets_its_removals_pass_for_ten_minutes()
    {
        Join("one");
        PassOfManyPolicies(30, "one");
        Join("one", acknowledged: _time.GetUtcNow());
        Assert.Null(_ledger.StateOf(RemovalOwner.Of("one")));
        Assert.Equal(40, PassOfManyPolicies(40, "one"));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(20, PassOfManyPolicies(40, "one"));
    }

    [Fact]
    public void Who_agreed_to_a_policys_removals_agreed_to_them_in_every_member()
    {
        PassOfManyPolicies(30, "one");
        _policy = PolicyWith(acknowledged: _time.GetUtcNow());
        Assert.Equal(40, Pass(40));
        Assert.Equal(0, PassOfManyPolicies(1, "one"));
    }

    [Fact]
    public void A_new_leader_finds_the_open_breaker_of_a_member_open()
    {
        Join("one", openSince: _time.GetUtcNow().AddMinutes(-3));
        var leader = NewLeader();
        Assert.Contains("was open when this leader began", leader.StateOf(RemovalOwner.Of("one"))!.Message, StringComparison.Ordinal);
        Assert.NotNull(leader.Take(Owner, RemovalCause.NoLongerPlaced, Template(1), ["one"]));
        Assert.Null(leader.Take(Owner, RemovalCause.NoLongerPlaced, Template(1), ["two"]));
    }

    private RemovalLedger NewLeader() => new(key => key == Owner ? _policy : null, _members, static _ => 100, _changed.Add, _time);

    private OpenBreaker? StateOf(RemovalLedger? leader = null) => (leader ?? _ledger).StateOf(RemovalOwner.Of(Owner));

    /// <summary>How many removals from one member pass, each of another policy.</summary>
    private int PassOfManyPolicies(int count, string member) =>
        Enumerable.Range(0, count).Count(i => _ledger.Take(new("shop", $"of-{member}-{++_next}"), RemovalCause.NoLongerPlaced, Template(_next), [member]) is null);

    private void Join(string name, DateTimeOffset? acknowledged = null, DateTimeOffset? openSince = null)
    {
        var annotations = acknowledged is { } at ? $$""", "annotations": {"loadline.io/acknowledge-removals": "{{at:yyyy-MM-ddTHH:mm:ssZ}}"}""" : "";
        var status = openSince is { } since
            ? $$""", "status": {"conditions": [{"type": "BreakerOpen", "status": "True", "reason": "RemovalBudgetExceeded", "message": "", "lastTransitionTime": "{{since:yyyy-MM-ddTHH:mm:ssZ}}"}]}"""
            : "";
        _members.Replace([KubeObject.Parse($$"""{"apiVersion": "loadline.io/v1alpha1", "kind": "MemberCluster", "metadata": {"name": "{{name}}", "uid": "{{name}}", "resourceVersion": "{{++_next}}"{{annotations}} }, "spec": {}{{status}} }""")], "1");
    }

    /// <summary>How many of some removals pass.</summary>
    private int Pass(int count) => Enumerable.Range(0, count).Count(_ => Take(Template(++_next)) is null);

    private GuardHold? Take(TemplateKey template) => _ledger.Take(Owner, RemovalCause.NoLongerSelected, template, ["one"]);

    private static TemplateKey Template(int number) => new(CoreResources.Secrets, "shop", $"t{number}");

    private static Policy PolicyWith(DateTimeOffset? acknowledged = null, string? acknowledgement = null, DateTimeOffset? openSince = null)
    {
        var text = acknowledgement ?? acknowledged?.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var annotations = text is null ? "" : $$""", "annotations": {"loadline.io/acknowledge-removals": "{{text}}"}""";
        PropagationPolicyStatus? status = openSince is null
            ? null
            : new() { Conditions = [new() { Type = PolicyConditions.BreakerOpen, Status = "True", LastTransitionTime = openSince }] };
        return new(
            KubeObject.Parse($$"""{"apiVersion": "loadline.io/v1alpha1", "kind": "PropagationPolicy", "metadata": {"namespace": "shop", "name": "spread"{{annotations}} } }"""),
            new() { ResourceSelectors = [] }, status, [], null);
    }
}
