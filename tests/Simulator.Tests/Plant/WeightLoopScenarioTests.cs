using Loadline.Placement.Weights;
using Loadline.Simulator.Plant;
using Loadline.Simulator.Plant.Policies;

namespace Loadline.Simulator.Tests.Plant;

/// <summary>What the weight loop promises, on the plant, with fixed seeds; the bench prints the same for any.</summary>
public sealed class WeightLoopScenarioTests
{
    private static readonly Topology World = Topology.World;
    private static readonly uint[] Seeds = [21, 22];

    [Theory]
    [InlineData("S0", 1.02, 0.1)]
    [InlineData("S1", 1.10, 2)]
    [InlineData("S1g", 1.10, 2)]
    [InlineData("S2", 1.02, 1)]
    [InlineData("S2r", 1.02, 1)]
    [InlineData("S2p", 1.02, 0.1)]
    [InlineData("S3", 1.10, 2)]
    [InlineData("S3e", 1.10, 3)]
    [InlineData("S3h", 1.02, 0.1)]
    [InlineData("S4", 1.02, 0.5)]
    [InlineData("S4h", 1.02, 0.5)]
    [InlineData("S4a", 1.02, 0.1)]
    [InlineData("S4f", 1.02, 0.5)]
    [InlineData("S4n", 1.02, 0.5)]
    [InlineData("S4m", 1.02, 0.5)]
    [InlineData("S4r", 1.02, 0.5)]
    [InlineData("S5", 1.02, 1)]
    [InlineData("S6", 1.35, 2)]
    [InlineData("S6f", 1.35, 2)]
    [InlineData("S6p", 1.35, 2)]
    [InlineData("S7", 1.10, 4)]
    [InlineData("S8", 1.05, 2)]
    [InlineData("S10", 1.05, 2)]
    [InlineData("S13", 1.05, 1)]
    [InlineData("S14z", 1.02, 0.5)]
    [InlineData("S15", 1.05, 2)]
    public void Traffic_is_nearly_as_good_as_the_oracles_and_calm(string id, double ratio, double churn)
    {
        foreach (var seed in Seeds)
        {
            var ours = Run(id, seed, new LoadlineTraffic());
            var oracle = Run(id, seed, new OracleTraffic());

            Assert.InRange(ours.MeanMs / oracle.MeanMs, 0.5, ratio);
            Assert.InRange(ours.ChurnPerHour, 0, churn);
        }
    }

    [Fact]
    public void Half_of_the_surplus_leaves_a_member_that_slows_down_within_three_seconds()
    {
        var scenario = PlantScenarios.Of("S1", World);
        foreach (var seed in Seeds)
        {
            var (ours, oracle) = (Run("S1", seed, new LoadlineTraffic()), Run("S1", seed, new OracleTraffic()));

            Assert.InRange(ours.HalfDrain(oracle, member: 0, scenario.EventStart, scenario.EventEnd), 1, 3);
            Assert.InRange(ours.Convergence(oracle, scenario.EventStart, scenario.EventEnd), 0, 10);
        }
    }

    [Theory]
    [InlineData("S0", 1.08)]
    [InlineData("S1", 1.20)]
    [InlineData("S2", 1.10)]
    [InlineData("S3", 1.10)]
    [InlineData("S5", 1.15)]
    [InlineData("S6", 1.30)]
    public void Replicas_are_placed_nearly_as_well_as_by_magic(string id, double ratio)
    {
        foreach (var seed in Seeds)
        {
            var ours = Replicas(id, seed, new LoadlineReplicas());
            var oracle = PlantRun.Run(World, PlantScenarios.Of(id, World), seed, new() { Skip = 240 }, new OracleEndpoints());

            Assert.InRange(ours.MeanMs / oracle.MeanMs, 0.9, ratio);
        }
    }

    [Fact]
    public void An_outage_that_ends_soon_moves_no_replica()
    {
        var moved = 0;
        Replicas("S3s", 21, new LoadlineReplicas { Watch = (time, decision) => moved += time is >= 600 and < 660 ? decision.Moves : 0 });

        Assert.Equal(0, moved);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Round_trips_and_node_CPU_alone_are_better_than_an_even_split(int tier)
    {
        foreach (var id in (string[])["S0", "S1", "S2"])
        {
            var ours = Replicas(id, 21, new LoadlineReplicas(new SampleFeed(WeightSpec.Default with { AssumedUtilization = 0.6 }) { Tier = tier }));
            var even = Replicas(id, 21, new StaticReplicas());

            Assert.True(ours.MeanMs < 0.97 * even.MeanMs, $"{id}: {ours.MeanMs} against {even.MeanMs}");
        }
    }

    [Fact]
    public void Two_hubs_that_fight_do_not_make_it_swing()
    {
        var ours = Run("S1", 21, new TwoHubs());

        Assert.InRange(ours.MeanMs / Run("S1", 21, new OracleTraffic()).MeanMs, 0.9, 1.15);
        Assert.InRange(ours.QuickReversals, 0, 20);
    }

    [Fact]
    public void A_service_time_that_is_wrong_by_four_is_found_out()
    {
        var spec = WeightSpec.Default with { Strategy = WeightStrategy.Traffic };
        var right = Run("S1", 21, new LoadlineTraffic(spec));
        var wrong = Run("S1", 21, new LoadlineTraffic(spec with { ServiceTimeMs = 80 }));

        Assert.InRange(wrong.MeanMs / right.MeanMs, 0.98, 1.02);
    }

    private static PlantResult Run(string id, uint seed, ITrafficPolicy policy) => PlantRun.Run(World, PlantScenarios.Of(id, World), seed, new(), policy);

    private static PlantResult Replicas(string id, uint seed, IReplicaPolicy policy) =>
        PlantRun.Run(World, PlantScenarios.Of(id, World), seed, new() { Skip = 240 }, new EvenTraffic(period: 1), policy);

    /// <summary>A leader that has lost its lease and does not know it.</summary>
    private sealed class TwoHubs : ITrafficPolicy
    {
        private readonly LoadlineTraffic[] _hubs = [new(), new()];
        private int _turn;

        public string Name => "two hubs";

        public double Period => 2;

        public void Decide(in PlantView view, Span<double> shares)
        {
            var other = new double[shares.Length];
            _hubs[_turn % 2].Decide(view, shares);
            _hubs[(_turn++ + 1) % 2].Decide(view, other);
        }
    }
}
