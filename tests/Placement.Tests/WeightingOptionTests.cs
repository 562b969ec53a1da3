using Loadline.Crds;
using Loadline.Placement.Decisions;
using Loadline.Registry;
using static Loadline.Placement.Tests.Fleet;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Placement.Tests;

/// <summary>What a policy gets by <c>replicaScheduling.weighting</c> and what Karmada does not have.</summary>
public sealed class WeightingOptionTests
{
    private static PlacementSpec ByRoom(Weighting? weighting) => new() { ReplicaScheduling = Dynamic("AvailableReplicas", weighting) };

    private static Weighting With(Rebalance rebalance) => new() { Rebalance = rebalance };

    /// <summary>A member with room for so many, of which some are used.</summary>
    private static MemberState Using(string name, long pods, int used) =>
        Member(name) with { Resources = new() { Allocatable = new Dictionary<string, long> { ["pods"] = pods }, Allocated = new Dictionary<string, long> { ["pods"] = used } } };

    private static string AfterStepsOfOne(Weighting? weighting)
    {
        var (a, b) = (0, 0);
        for (var replicas = 1; replicas <= 10; replicas++)
        {
            var previous = new[] { ("a", a), ("b", b) }.Where(p => p.Item2 > 0).ToArray();
            var result = Place(Workload(ByRoom(weighting), replicas, previous), Using("a", 60, a), Using("b", 40, b));
            (a, b) = (result.Targets.FirstOrDefault(t => t.Cluster == "a").Replicas ?? 0, result.Targets.FirstOrDefault(t => t.Cluster == "b").Replicas ?? 0);
        }

        return $"a:{a} b:{b}";
    }

    [Fact]
    public void Ten_steps_of_one_end_where_one_step_of_ten_does()
    {
        Assert.Equal("a:6 b:4", Place(Workload(ByRoom(new()), 10), Member("a", pods: 60), Member("b", pods: 40)).Text());
        Assert.Equal("a:6 b:4", AfterStepsOfOne(new()));
    }

    [Fact]
    public void Without_the_option_every_step_goes_where_most_room_is_left_as_in_Karmada() => Assert.Equal("a:10 b:0", AfterStepsOfOne(null));

    [Theory]
    [InlineData(null, "a:6 b:4")]
    [InlineData(3, "a:7 b:3")]
    [InlineData(0, "a:10")]
    public void An_old_skew_is_evened_out_within_the_move_budget(int? budget, string expected)
    {
        var weighting = With(new() { MoveBudget = budget is { } number ? new(number, null) : null });

        var result = Place(Workload(ByRoom(weighting), 10, ("a", 10)), Using("a", 60, 10), Member("b", pods: 40));

        Assert.Equal(expected, result.Text());
    }

    [Fact]
    public void A_budget_in_percent_is_of_the_replicas_and_never_nothing()
    {
        var request = Workload(ByRoom(With(new() { MoveBudget = "20%" })), 10, ("a", 10));
        Assert.Equal("a:8 b:2", Place(request, Using("a", 60, 10), Member("b", pods: 40)).Text());

        var small = Workload(ByRoom(With(new() { MoveBudget = "5%" })), 10, ("a", 10));
        Assert.Equal("a:9 b:1", Place(small, Using("a", 60, 10), Member("b", pods: 40)).Text());
    }

    [Theory]
    // b's claim 40/9 against a's last 60/13 is no gain; from 7:3 it is 40/7 against 60/13, 1.24 times as strong.
    [InlineData(10, "a:6 b:4")]
    [InlineData(30, "a:7 b:3")]
    public void A_replica_moves_only_when_the_claims_differ_by_more_than_the_hysteresis(int percent, string expected)
    {
        var request = Workload(ByRoom(With(new() { HysteresisPercent = percent, BenefitPercent = 0 })), 10, ("a", 7), ("b", 3));

        Assert.Equal(expected, Place(request, Using("a", 60, 7), Using("b", 40, 3)).Text());
    }

    [Fact]
    public void A_gain_below_the_benefit_moves_nothing_and_says_so()
    {
        var request = Workload(ByRoom(With(new() { BenefitPercent = 8 })), 10, ("a", 7), ("b", 3));

        var held = Place(request, Using("a", 60, 7), Using("b", 40, 3));

        // 7²/6 + 3²/4 = 10.42 requests' worth of load against 10.
        Assert.Equal("a:7 b:3", held.Text());
        Assert.Equal("gain 4 % < 8 % for 1 moves: nothing moves", held.Decision.Message);
    }

    [Fact]
    public void A_new_member_attracts_work_while_rebalancing_is_continuous()
    {
        Assert.Equal("a:4 b:3 c:3", Place(Workload(ByRoom(With(new() { Strategy = "Continuous" })), 10, ("a", 5), ("b", 5)), Using("a", 50, 5), Using("b", 50, 5), Member("c", pods: 50)).Text());
        Assert.Equal("a:5 b:5", Place(Workload(ByRoom(With(new() { Strategy = "Never" })), 10, ("a", 5), ("b", 5)), Using("a", 50, 5), Using("b", 50, 5), Member("c", pods: 50)).Text());
    }

    [Fact]
    public void OnChange_moves_when_the_demand_changed_and_only_then()
    {
        var request = Workload(ByRoom(With(new() { Strategy = "OnChange" })), 10, ("a", 10));

        Assert.Equal("a:10", Place(request, Using("a", 50, 10), Member("b", pods: 50)).Text());
        Assert.Equal("a:5 b:5", Place(request with { DemandChanged = true }, Using("a", 50, 10), Member("b", pods: 50)).Text());
    }

    [Fact]
    public void Bounds_apply_to_room_and_to_stated_weights()
    {
        var bounds = new Weighting { Bounds = [Bound("a", max: 4), Bound("c", min: 3)] };

        Assert.Equal("a:4 b:3 c:3", Place(Workload(ByRoom(bounds), 10), Member("a", pods: 90), Member("b", pods: 40), Member("c", pods: 10)).Text());
        var stated = Place(Workload(new() { ReplicaScheduling = Static(bounds, ("a", 8), ("b", 1)) }, 10), Member("a"), Member("b"), Member("c"), Member("d"));
        Assert.Equal("a:4 b:3 c:3", stated.Text());
        Assert.Equal("a: 4 of 10: weight 8 of 9 is 8.89, whole replicas by Webster's rule; at its maxReplicas 4", DecisionText.Line(stated.Decision.Members[0]));
    }

    [Fact]
    public void A_stated_weight_is_followed_beyond_the_room_as_without_bounds() =>
        Assert.Equal("a:9 b:1", Place(Workload(new() { ReplicaScheduling = Static(new Weighting(), ("a", 9), ("b", 1)) }, 10), Member("a", pods: 1), Member("b")).Text());

    [Fact]
    public void A_move_starts_nothing_on_a_member_that_is_lost() =>
        Assert.Equal("a:10", Place(Workload(ByRoom(new()), 10, ("a", 10)), Using("a", 60, 10), Member("b", pods: 90) with { Ready = false }).Text());
}
