using Loadline.Crds;
using Loadline.Placement.Scheduling;
using Loadline.Registry;
using static Loadline.Placement.Tests.Fleet;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Placement.Tests;

public sealed class LatencyAndLoadTests
{
    private static readonly PlacementSpec Measured = new() { ReplicaScheduling = Dynamic("LatencyAndLoad") };

    private static PlacementResult Place(PlacementRequest request, params (MemberState Member, MemberSignals Signals)[] fleet) =>
        Scheduler.Place(request, ClusterSnapshot.Of(fleet.Select(item => item.Member), name => fleet.Single(item => item.Member.Name == name).Signals));

    private static MemberSignals At(double? rtt, double? cpu = 0) => new() { RttP50Ms = rtt, CpuLoad = cpu };

    private static int ReplicasOf(PlacementResult result, string cluster) => result.Targets.FirstOrDefault(target => target.Cluster == cluster).Replicas ?? 0;

    [Fact]
    public void Equal_members_share_equally() =>
        Assert.Equal("a:5 b:5", Place(Workload(Measured, 10), (Member("a"), At(10)), (Member("b"), At(10))).Text());

    [Fact]
    public void The_nearer_member_gets_as_much_as_leaves_the_others_able_to_do_without_it()
    {
        (MemberState, MemberSignals)[] fleet = [(Member("far"), At(140)), (Member("near"), At(20))];
        var careless = new PlacementSpec { ReplicaScheduling = Dynamic("LatencyAndLoad", new() { Rebalance = new() { SurviveClusterLoss = false } }) };

        Assert.Equal("far:4 near:6", Place(Workload(Measured, 10), fleet).Text());
        Assert.Equal("near:10", Place(Workload(careless, 10), fleet).Text());
    }

    [Fact]
    public void A_member_whose_nodes_are_nearly_full_gets_less_and_one_that_is_merely_in_use_does_not()
    {
        Assert.Equal("busy:5 idle:5", Place(Workload(Measured, 10), (Member("busy"), At(10, 0.75)), (Member("idle"), At(10))).Text());
        Assert.Equal("busy:4 idle:6", Place(Workload(Measured, 10), (Member("busy"), At(10, 0.98)), (Member("idle"), At(10))).Text());
    }

    [Fact]
    public void More_room_than_the_workload_needs_is_no_advantage() =>
        Assert.Equal("big:5 small:5", Place(Workload(Measured, 10), (Member("big", pods: 10_000), At(10)), (Member("small", pods: 10), At(10))).Text());

    [Fact]
    public void Nobody_is_filled_beyond_its_room_however_near() =>
        Assert.Equal("far:8 near:2", Place(Workload(Measured, 10), (Member("far"), At(200)), (Member("near", pods: 2), At(1))).Text());

    [Fact]
    public void An_unknown_round_trip_counts_as_the_median_and_never_as_the_best()
    {
        var result = Place(Workload(Measured, 30), (Member("a"), At(10)), (Member("b"), At(30)), (Member("c"), At(90)), (Member("unknown"), At(null)));

        Assert.Equal(ReplicasOf(result, "b"), ReplicasOf(result, "unknown"), 1.0);
        Assert.True(ReplicasOf(result, "unknown") < ReplicasOf(result, "a"));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-5.0)]
    public void A_senseless_round_trip_is_an_unknown_one(double rtt)
    {
        var senseless = Place(Workload(Measured, 30), (Member("a"), At(10)), (Member("b"), At(30)), (Member("x"), At(rtt)));
        var unknown = Place(Workload(Measured, 30), (Member("a"), At(10)), (Member("b"), At(30)), (Member("x"), At(null)));

        Assert.Equal(unknown.Text(), senseless.Text());
    }

    [Fact]
    public void The_prior_split_holds_while_nothing_is_measured()
    {
        var placement = new PlacementSpec { ReplicaScheduling = Dynamic("LatencyAndLoad", null, ("a", 70), ("b", 30)) };

        Assert.Equal("a:7 b:3", Place(Workload(placement, 10), (Member("a"), At(null, null)), (Member("b"), At(null, null))).Text());
    }

    [Fact]
    public void A_member_without_measurements_gets_its_prior_share_and_the_others_divide_the_rest()
    {
        var placement = new PlacementSpec { ReplicaScheduling = Dynamic("LatencyAndLoad", null, ("a", 50), ("b", 30), ("c", 20)) };

        var result = Place(Workload(placement, 100), (Member("a", pods: 1000), At(20)), (Member("b", pods: 1000), At(140)), (Member("c", pods: 1000), At(null)));

        Assert.Equal("a:40 b:40 c:20", result.Text());
    }

    [Fact]
    public void Without_any_measurement_or_prior_members_share_by_room() =>
        Assert.Equal("a:5 b:5", Place(Workload(Measured, 10), (Member("a"), At(null, null)), (Member("b"), At(null, null))).Text());

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_member_that_is_lost_keeps_what_it_has_and_gets_nothing_new(bool ready, bool reachable)
    {
        var lost = Member("lost") with { Ready = ready, Reachable = reachable };

        Assert.Equal("a:6 lost:4", Place(Workload(Measured, 10, ("lost", 4)), (lost, At(1)), (Member("a"), At(100))).Text());
        Assert.Equal("a:10", Place(Workload(Measured, 10), (lost, At(1)), (Member("a"), At(100))).Text());
    }

    [Fact]
    public void Eviction_moves_replicas_off_a_lost_member()
    {
        var request = Workload(Measured, 10, ("lost", 4), ("a", 6)) with { Evicted = ["lost"] };

        Assert.Equal("a:10", Place(request, (Member("lost") with { Reachable = false }, At(1)), (Member("a"), At(100))).Text());
    }

    [Fact]
    public void Shrinking_below_what_lost_members_hold_takes_from_all_in_proportion()
    {
        var result = Place(Workload(Measured, 5, ("lost", 8), ("a", 2)), (Member("lost") with { Reachable = false }, At(1)), (Member("a"), At(1)));

        Assert.Equal("a:1 lost:4", result.Text());
    }

    [Fact]
    public void A_latency_step_moves_replicas_and_noise_does_not()
    {
        var first = Place(Workload(Measured, 10), (Member("a"), At(20)), (Member("b"), At(20)));
        Assert.Equal("a:5 b:5", first.Text());
        var request = Workload(Measured, 10, ("a", 5), ("b", 5));

        var noise = Place(request, (Member("a"), At(22)), (Member("b"), At(18)));
        Assert.Equal("a:5 b:5", noise.Text());
        Assert.EndsWith("< 2 % for 1 move: held", noise.Decision.Message, StringComparison.Ordinal);

        Assert.Equal("a:4 b:6", Place(request, (Member("a"), At(140)), (Member("b"), At(20))).Text());
    }

    [Fact]
    public void A_new_member_attracts_no_more_work_at_once_than_may_start_there_cold() =>
        Assert.Equal("a:7 b:3", Place(Workload(Measured, 10, ("a", 10)), (Member("a"), At(20)), (Member("b"), At(20))).Text());

    [Theory]
    [InlineData("Never")]
    [InlineData("OnChange")]
    public void Without_continuous_rebalancing_measurements_move_nothing_until_a_new_division_is_asked_for(string strategy)
    {
        var placement = new PlacementSpec { ReplicaScheduling = Dynamic("LatencyAndLoad", new() { Rebalance = new() { Strategy = strategy } }) };
        var request = Workload(placement, 10, ("a", 10));
        (MemberState, MemberSignals)[] fleet = [(Member("a"), At(140)), (Member("b"), At(20))];

        Assert.Equal("a:10", Place(request, fleet).Text());
        Assert.Equal("a:4 b:6", Place(request with { Fresh = true }, fleet).Text());
    }

    [Fact]
    public void Growth_and_shrinking_within_the_noise_disturb_nobody_else()
    {
        (MemberState, MemberSignals)[] fleet = [(Member("a"), At(20)), (Member("b"), At(20))];

        Assert.Equal("a:6 b:5", Place(Workload(Measured, 11, ("a", 5), ("b", 5)), fleet).Text());
        Assert.Equal("a:5 b:4", Place(Workload(Measured, 9, ("a", 5), ("b", 5)), fleet).Text());
    }

    [Fact]
    public void Bounds_hold_against_the_weights()
    {
        var bounds = new Weighting
        {
            Bounds =
            [
                new() { TargetCluster = new() { ClusterNames = ["far"] }, MinReplicas = 3 },
                new() { TargetCluster = new() { ClusterNames = ["near"] }, MaxReplicas = 4 },
            ],
        };
        var placement = new PlacementSpec { ReplicaScheduling = Dynamic("LatencyAndLoad", bounds) };

        Assert.Equal("far:3 mid:3 near:4", Place(Workload(placement, 10), (Member("near"), At(1)), (Member("far"), At(900)), (Member("mid"), At(100))).Text());
        Assert.Equal(PlacementOutcome.Unschedulable, Place(Workload(placement, 10), (Member("near"), At(1))).Outcome);
        Assert.Equal("minReplicas of the bounds add up to 3, more than the 2 replicas to divide", Place(Workload(placement, 2), (Member("far"), At(1))).Message);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(1.8)]
    public void Replicas_that_load_their_own_member_do_not_swing_back_and_forth(double usePerRequest)
    {
        const int cores = 10_000, request = 500;
        var resources = new MemberResources { Allocatable = new Dictionary<string, long> { ["pods"] = 100, ["cpu"] = cores } };
        var (a, b, moves) = (10, 0, 0);
        for (var round = 0; round < 20; round++)
        {
            double Load(int replicas) => 0.1 + usePerRequest * request * replicas / cores;
            var result = Place(
                Workload(Measured, 10, ("a", a), ("b", b)) with { Requests = [new("cpu", request)] },
                (Member("a") with { Resources = resources }, At(20, Load(a))),
                (Member("b") with { Resources = resources }, At(20, Load(b))));
            if (ReplicasOf(result, "a") != a) moves++;
            (a, b) = (ReplicasOf(result, "a"), ReplicasOf(result, "b"));
        }

        Assert.InRange(moves, 1, 3);
        Assert.InRange(a, 4, 7);
    }

    [Fact]
    public void Overflow_takes_what_a_lost_member_has_room_for_but_may_not_get()
    {
        var placement = new PlacementSpec
        {
            ClusterAffinities = [new() { AffinityName = "own", ClusterNames = ["a", "lost"], OverflowAffinities = [new() { AffinityName = "cloud", ClusterNames = ["b"] }] }],
            ReplicaScheduling = Dynamic("LatencyAndLoad"),
        };

        var result = Place(Workload(placement, 10, ("lost", 2)), (Member("a", pods: 5), At(5)), (Member("lost") with { Ready = false }, At(5)), (Member("b"), At(5)));

        Assert.Equal("a:5 b:3 lost:2", result.Text());
    }

    [Fact]
    public void The_service_time_sets_how_much_distance_counts()
    {
        var slow = new PlacementSpec { ReplicaScheduling = Dynamic("LatencyAndLoad", new() { ServiceTime = "2s" }) };

        Assert.Equal("far:5 near:5", Place(Workload(slow, 10), (Member("far"), At(140)), (Member("near"), At(20))).Text());
    }

    [Fact]
    public void The_decision_gives_round_trip_load_and_weight_of_each_member()
    {
        var decision = Place(Workload(Measured, 10), (Member("far"), At(140, 0.5)), (Member("near"), At(20, 0.25))).Decision;

        var near = decision.Members[1];
        Assert.Equal((20, 0.25, 6L, 10L), (near.RttMs, near.CpuLoad, near.Weight, near.WeightTotal));
        Assert.Equal("6 of 10: RTT 20 ms, 50 % of its capacity, one more request costs 36.8 ms; no more than 6, to survive its loss", near.Reason);
        Assert.Equal("near is at 6, the most that the others could do without; less demand or more replicas would raise that", near.WhyNotMore);
    }
}
