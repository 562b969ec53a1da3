using Loadline.Placement.Decisions;
using Loadline.Placement.Scheduling;
using Loadline.Registry;
using static Loadline.Placement.Tests.Fleet;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Placement.Tests;

public sealed class DecisionTests
{
    private static readonly MemberTaint Dedicated = new("dedicated", "b", TaintEffect.NoSchedule);

    private static string LineOf(PlacementResult result, string cluster) => DecisionText.Line(result.Decision.Members.Single(member => member.Cluster == cluster));

    [Fact]
    public void A_static_share_names_its_weight_and_its_rounding()
    {
        var even = Place(Workload(new() { ReplicaScheduling = Static(("eu-1", 70), ("us-1", 30)) }, 10), Member("eu-1"), Member("us-1"), Member("us-2"));
        Assert.Equal("eu-1: 7 of 10: weight 70 of 100", LineOf(even, "eu-1"));
        Assert.Equal("us-2: 0 of 10: no weight rule selects it", LineOf(even, "us-2"));

        var uneven = Place(Workload(new() { ReplicaScheduling = Static(("eu-1", 2), ("us-1", 1)) }, 10), Member("eu-1"), Member("us-1"));
        Assert.Equal("eu-1: 7 of 10: weight 2 of 3 is 6.67, whole replicas by Webster's rule", LineOf(uneven, "eu-1"));
    }

    [Fact]
    public void Dynamic_shares_say_what_was_kept_and_why_more_came()
    {
        var placement = new PlacementSpec { ReplicaScheduling = Dynamic("AvailableReplicas") };

        var grown = Place(Workload(placement, 10, ("a", 4)), Member("a", pods: 60), Member("b", pods: 30));
        Assert.Equal("a: 8 of 10: keeps 4, 4 more by room for 60 of 90", LineOf(grown, "a"));

        var shrunk = Place(Workload(placement, 5, ("a", 6), ("b", 4)), Member("a"), Member("b"));
        Assert.Equal("a: 3 of 5: held 6; all shrink in proportion to what they hold", LineOf(shrunk, "a"));
        Assert.Equal("b: 2 of 5: held 4; all shrink in proportion to what they hold", LineOf(shrunk, "b"));
    }

    [Fact]
    public void A_refused_member_names_the_first_filter_that_refuses_it()
    {
        var placement = new PlacementSpec
        {
            ClusterAffinity = new()
            {
                Exclude = ["excluded"],
                LabelSelector = new() { MatchLabels = new Dictionary<string, string> { ["env"] = "prod" } },
            },
            SpreadConstraints = [new() { SpreadByField = "region", MinGroups = 1 }, new() { SpreadByField = "cluster", MinGroups = 1 }],
        };
        (string, string)[] prod = [("env", "prod")];
        var request = Workload(placement, 1) with { Evicted = ["evicted"] };

        var result = Place(
            request,
            Member("ok", region: "eu", labels: prod),
            Member("us-2", taints: [Dedicated]),
            Member("dev", labels: [("env", "dev")]),
            Member("excluded", labels: prod),
            Member("nowhere", labels: prod),
            Member("evicted", region: "eu", labels: prod),
            Member("bare", labels: prod) with { ApiEnablements = new HashSet<ApiEnablement>() },
            Member("going", labels: prod) with { Terminating = true });

        Assert.Equal("us-2: refused, taint dedicated=b:NoSchedule not tolerated", LineOf(result, "us-2"));
        Assert.Equal("dev: refused, cluster affinity asks for label env in (prod)", LineOf(result, "dev"));
        Assert.Equal("excluded: refused, excluded by cluster affinity", LineOf(result, "excluded"));
        Assert.Equal("nowhere: refused, has no region, which replicas are spread over", LineOf(result, "nowhere"));
        Assert.Equal("evicted: refused, the workload is being evicted from it", LineOf(result, "evicted"));
        Assert.Equal("bare: refused, does not serve apps/v1, Kind=Deployment", LineOf(result, "bare"));
        Assert.Equal("going: refused, being removed from the fleet", LineOf(result, "going"));
        Assert.Equal("ok: 1 of 1: every selected member gets all replicas", LineOf(result, "ok"));
    }

    [Fact]
    public void No_fit_says_who_was_refused_why_and_what_would_change_it()
    {
        var result = Place(Workload(new() { ClusterAffinity = new() { ClusterNames = ["a", "b"] } }, 1), Member("a", taints: [Dedicated]), Member("b", taints: [Dedicated]), Member("c"));

        Assert.Equal(PlacementOutcome.NoClusterFit, result.Outcome);
        Assert.Equal(
            "0 of 3 members fit: 2 (a, b) taint dedicated=b:NoSchedule not tolerated "
            + "[to change it: tolerate the taint in placement.clusterTolerations or remove it from the member]; "
            + "1 (c) not in clusterNames of cluster affinity [to change it: widen the cluster affinity of the policy or change the member's labels]",
            result.Message);
        Assert.Equal(result.Message, result.Decision.Message);
    }

    [Fact]
    public void A_spread_says_in_which_group_a_member_is_and_in_which_order_members_were_taken()
    {
        var placement = new PlacementSpec
        {
            SpreadConstraints = [new() { SpreadByField = "region", MinGroups = 2, MaxGroups = 2 }, new() { SpreadByField = "cluster", MinGroups = 2, MaxGroups = 2 }],
            ReplicaScheduling = Dynamic("AvailableReplicas"),
        };

        var members = Place(Workload(placement, 4), Member("a", pods: 9, region: "eu"), Member("b", pods: 8, region: "eu"), Member("c", pods: 7, region: "us")).Decision.Members;

        Assert.Equal([("eu", 1), ("eu", null), ("us", 2)], members.Select(member => (member.Group, member.Order)));
        Assert.Equal("b: fits (region eu), but the spread constraints chose others", DecisionText.Line(members[1]));
    }

    [Fact]
    public void An_empty_fleet_is_said_to_be_empty() =>
        Assert.Equal("there are no member clusters; join one", Place(Workload(new(), 1)).Message);

    [Fact]
    public void The_text_lists_the_chosen_first_then_those_passed_over_then_the_refused()
    {
        var placement = new PlacementSpec { SpreadConstraints = [new() { SpreadByField = "cluster", MinGroups = 1, MaxGroups = 1 }], ReplicaScheduling = Aggregated };

        var text = DecisionText.Render(Place(Workload(placement, 3), Member("a", taints: [Dedicated]), Member("b", pods: 5), Member("c", pods: 9)).Decision);

        Assert.Equal(
            ["Placed, Aggregated, 3 replicas", "  c: 3 of 3: room for 9 of 9", "  b: fits, but the spread constraints chose others", "  a: refused, taint dedicated=b:NoSchedule not tolerated"],
            text.TrimEnd().Split(Environment.NewLine));
    }
}
