using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Registry;
using static Loadline.Placement.Tests.Fleet;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Placement.Tests;

public sealed class SchedulerTests
{
    private static readonly MemberTaint Dedicated = new("dedicated", "b", TaintEffect.NoSchedule);

    [Fact]
    public void Without_a_placement_every_member_gets_all_replicas() =>
        Assert.Equal("a:2 b:2", Place(Workload(new(), 2), Member("b"), Member("a")).Text());

    [Fact]
    public void Objects_without_replicas_go_to_every_member_without_a_number()
    {
        var request = Workload(new(), 0) with { Requests = null };

        Assert.Equal("a b", Place(request, Member("a"), Member("b")).Text());
    }

    [Fact]
    public void A_workload_of_no_replicas_is_placed_on_none()
    {
        var result = Place(Workload(new() { ReplicaScheduling = Aggregated }, 0), Member("a"));

        Assert.True(result.IsPlaced);
        Assert.Empty(result.Targets);
    }

    [Fact]
    public void A_taint_keeps_new_work_out_and_leaves_old_work_alone()
    {
        var placement = new PlacementSpec { ReplicaScheduling = Static(("a", 1), ("b", 1)) };

        Assert.Equal("a:4", Place(Workload(placement, 4), Member("a"), Member("b", taints: [Dedicated])).Text());
        Assert.Equal("a:2 b:2", Place(Workload(placement, 4, ("b", 4)), Member("a"), Member("b", taints: [Dedicated])).Text());
    }

    [Theory]
    [InlineData("dedicated", "Equal", "b", null, true)]
    [InlineData("dedicated", null, "b", "NoSchedule", true)]
    [InlineData("dedicated", "Equal", "c", null, false)]
    [InlineData("dedicated", "Exists", null, null, true)]
    [InlineData("dedicated", "Exists", null, "NoExecute", false)]
    [InlineData(null, "Exists", null, null, true)]
    [InlineData("other", "Exists", null, null, false)]
    [InlineData("dedicated", "Gt", "b", null, false)]
    public void Tolerations_follow_the_rules_of_Kubernetes(string? key, string? @operator, string? value, string? effect, bool tolerated)
    {
        var placement = new PlacementSpec { ClusterTolerations = [new V1Toleration { Key = key, Operator = @operator, Value = value, Effect = effect }] };

        Assert.Equal(tolerated, Place(Workload(placement, 1), Member("a", taints: [Dedicated])).IsPlaced);
    }

    [Fact]
    public void Names_exclusions_labels_and_fields_must_all_hold()
    {
        var placement = new PlacementSpec
        {
            ClusterAffinity = new()
            {
                ClusterNames = ["a", "b", "c", "d"],
                Exclude = ["b"],
                LabelSelector = new() { MatchExpressions = [new() { Key = "env", Operator = "NotIn", Values = ["dev"] }] },
                FieldSelector = new() { MatchExpressions = [new() { Key = "zone", Operator = "In", Values = ["z1"] }] },
            },
        };

        var result = Place(
            Workload(placement, 1),
            Member("a", zones: ["z0", "z1"]),
            Member("b", zones: ["z1"]),
            Member("c", zones: ["z1"], labels: [("env", "dev")]),
            Member("d", zones: ["z2"]),
            Member("e", zones: ["z1"]));

        Assert.Equal("a:1", result.Text());
    }

    [Fact]
    public void Ordered_affinities_fall_over_to_the_next_term_and_never_back()
    {
        var placement = new PlacementSpec
        {
            ClusterAffinities = [new() { AffinityName = "first", ClusterNames = ["a"] }, new() { AffinityName = "second", ClusterNames = ["b"] }],
            ReplicaScheduling = Dynamic("AvailableReplicas"),
        };
        var request = Workload(placement, 5);

        var over = Place(request, Member("a", pods: 3), Member("b"));
        Assert.Equal(("second", "b:5"), (over.AffinityName, over.Text()));

        var stays = Place(request with { ObservedAffinity = "second" }, Member("a"), Member("b"));
        Assert.Equal(("second", "b:5"), (stays.AffinityName, stays.Text()));

        var fresh = Place(request with { ObservedAffinity = "second", Fresh = true }, Member("a"), Member("b"));
        Assert.Equal(("first", "a:5"), (fresh.AffinityName, fresh.Text()));
    }

    [Fact]
    public void When_every_term_fails_the_first_failure_is_reported_and_the_decision_names_the_others()
    {
        var placement = new PlacementSpec
        {
            ClusterAffinities = [new() { AffinityName = "first", ClusterNames = ["a"] }, new() { AffinityName = "second", ClusterNames = ["x"] }],
            ReplicaScheduling = Dynamic("AvailableReplicas"),
        };

        var result = Place(Workload(placement, 5), Member("a", pods: 3));

        Assert.Equal(PlacementOutcome.Unschedulable, result.Outcome);
        Assert.Equal("first", result.AffinityName);
        Assert.Equal(("second", PlacementOutcome.NoClusterFit), Assert.Single(result.Decision.FailedTerms) is var other ? (other.AffinityName, other.Outcome) : default);
    }

    [Fact]
    public void Overflow_takes_only_what_the_primary_selection_cannot_hold()
    {
        var placement = new PlacementSpec
        {
            ClusterAffinities =
            [
                new()
                {
                    AffinityName = "own",
                    ClusterNames = ["a"],
                    OverflowAffinities = [new() { AffinityName = "cloud", ClusterNames = ["b"] }, new() { AffinityName = "rest", ClusterNames = ["c"] }],
                },
            ],
            ReplicaScheduling = Aggregated,
        };

        Assert.Equal("a:3", Place(Workload(placement, 3), Member("a", pods: 3), Member("b", pods: 3), Member("c")).Text());
        Assert.Equal("a:3 b:3 c:2", Place(Workload(placement, 8), Member("a", pods: 3), Member("b", pods: 3), Member("c")).Text());
    }

    [Fact]
    public void Growth_goes_where_room_is_and_takes_nothing_from_anyone()
    {
        var placement = new PlacementSpec { ReplicaScheduling = Dynamic("AvailableReplicas") };

        Assert.Equal("a:6 b:4", Place(Workload(placement, 10), Member("a", pods: 60), Member("b", pods: 40)).Text());
        Assert.Equal("a:1 b:9", Place(Workload(placement, 10, ("b", 9)), Member("a", pods: 60), Member("b", pods: 40)).Text());
    }

    [Fact]
    public void Nothing_is_placed_in_part()
    {
        var result = Place(Workload(new() { ReplicaScheduling = Dynamic("AvailableReplicas") }, 10), Member("a", pods: 5), Member("b", pods: 4));

        Assert.Equal(PlacementOutcome.Unschedulable, result.Outcome);
        Assert.Empty(result.Targets);
        Assert.Equal("room for 9 of 10 replicas", result.Message);
    }

    [Fact]
    public void Omitted_maxGroups_is_no_upper_bound()
    {
        var placement = new PlacementSpec { SpreadConstraints = [new() { SpreadByField = "cluster", MinGroups = 2 }] };

        Assert.Equal("a:1 b:1 c:1", Place(Workload(placement, 1), Member("a"), Member("b"), Member("c")).Text());
    }

    [Theory]
    [InlineData("zone")]
    [InlineData("label")]
    [InlineData("region")]
    public void Zones_and_labels_group_members_by_the_rules_of_regions(string field)
    {
        SpreadConstraint groups = field == "label"
            ? new() { SpreadByLabel = "rack", MinGroups = 2, MaxGroups = 2 }
            : new() { SpreadByField = field, MinGroups = 2, MaxGroups = 2 };
        var placement = new PlacementSpec { SpreadConstraints = [groups, new() { SpreadByField = "cluster", MinGroups = 2, MaxGroups = 2 }] };
        MemberState In(string name, string group, long pods) => Member(name, pods, region: group, zones: [group], labels: [("rack", group)]);

        var result = Place(Workload(placement, 5), In("a1", "a", 9), In("a2", "a", 8), In("b1", "b", 7), In("c1", "c", 1), Member("none"));

        Assert.Equal("a1:5 b1:5", result.Text());
    }

    [Fact]
    public void A_member_of_two_zones_stands_for_both()
    {
        var placement = new PlacementSpec
        {
            SpreadConstraints = [new() { SpreadByField = "zone", MinGroups = 2, MaxGroups = 2 }, new() { SpreadByField = "cluster", MinGroups = 1, MaxGroups = 1 }],
        };

        Assert.Equal("a:1", Place(Workload(placement, 1), Member("a", pods: 50, zones: ["z1", "z2"]), Member("b", pods: 10, zones: ["z1"])).Text());
    }

    [Fact]
    public void Modelled_nodes_hold_only_what_fits_on_each()
    {
        var member = Member("a") with
        {
            Resources = new()
            {
                Allocatable = new Dictionary<string, long> { ["pods"] = 100, ["cpu"] = 12_000 },
                Grades = [new(new Dictionary<string, long> { ["cpu"] = 1_000 }, 8), new(new Dictionary<string, long> { ["cpu"] = 4_000 }, 1)],
            },
        };
        var request = Workload(new() { ReplicaScheduling = Dynamic("AvailableReplicas") }, 3) with { Requests = [new("cpu", 2_000)] };

        Assert.Equal("room for 2 of 3 replicas", Place(request, member).Message);
        Assert.Equal("a:2", Place(request with { Replicas = 2 }, member).Text());
    }

    [Fact]
    public void Residency_is_a_hard_limit_even_for_what_is_already_there()
    {
        var request = Workload(new(), 1, ("b", 1)) with { Placement = CompiledPlacement.Compile(null, new() { Jurisdictions = ["EU"] }) };

        var result = Place(request, Member("a") with { Jurisdiction = "EU" }, Member("b") with { Jurisdiction = "US" }, Member("c"));

        Assert.Equal("a:1", result.Text());
        Assert.Equal("jurisdiction US is not among [EU]", result.Decision.Members[1].Reason);
    }

    [Fact]
    public void A_placement_compiled_once_follows_the_members_as_they_change()
    {
        var request = Workload(new() { ClusterAffinity = new() { LabelSelector = new() { MatchLabels = new Dictionary<string, string> { ["env"] = "prod" } } } }, 1);

        Assert.Equal("a:1", Place(request, Member("a", labels: [("env", "prod")]), Member("b")).Text());
        Assert.Equal("b:1", Place(request, Member("a"), Member("b", labels: [("env", "prod")])).Text());
    }
}
