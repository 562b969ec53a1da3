using Loadline.Placement.Weights;
using Loadline.Simulator.Plant;
using Loadline.Simulator.Plant.Policies;

namespace Loadline.Simulator.Tests.Plant;

public sealed class PlantTests
{
    private static readonly uint[] Seeds = [11, 12, 13];

    /// <summary>Means in ms over seeds 11 to 13, as the Python original of the model printed them: static, nearest, waterfall at 80 %, Loadline.</summary>
    public static TheoryData<string, double[]> Original => new()
    {
        { "S0", [136.7, 22.2, 22.2, 22.3] },
        { "S1", [293.8, 243.7, 26.3, 26.2] },
        { "S2", [141.0, 368.2, 26.5, 26.5] },
        { "S3", [142.3, 370.9, 36.6, 31.8] },
        { "S4", [136.5, 22.9, 22.6, 22.7] },
        { "S5", [136.7, 22.2, 22.3, 22.5] },
        { "S6", [199.7, 217.0, 74.0, 36.1] },
        { "S7", [384.1, 603.4, 67.2, 64.1] },
        { "S8", [136.8, 318.2, 32.2, 27.2] },
    };

    [Theory]
    [MemberData(nameof(Original))]
    public void The_plant_agrees_with_its_original_within_three_percent(string id, double[] means)
    {
        Func<ITrafficPolicy>[] policies =
        [
            static () => new EvenTraffic(),
            static () => new NearestTraffic(),
            static () => new WaterfallTraffic(0.8),
            // The original counts no failed requests.
            static () => new LoadlineTraffic(new SampleFeed(WeightSpec.Default with { Strategy = WeightStrategy.Traffic }) { CountsErrors = false }),
        ];
        for (var k = 0; k < policies.Length; k++)
        {
            var mean = Seeds.Average(seed => PlantRun.Run(Topology.World, PlantScenarios.Of(id, Topology.World), seed, new(), policies[k]()).MeanMs);
            Assert.InRange(mean / means[k], 0.97, 1.03);
        }
    }

    [Fact]
    public void A_run_is_its_seed()
    {
        var runs = Enumerable.Range(0, 2).Select(_ => Run("S1", 5)).ToArray();

        Assert.Equal(runs[0].History, runs[1].History);
        Assert.NotEqual(runs[0].MeanMs, Run("S1", 6).MeanMs);

        static PlantResult Run(string id, uint seed) => PlantRun.Run(Topology.World, PlantScenarios.Of(id, Topology.World), seed, new(), new LoadlineTraffic());
    }

    [Fact]
    public void Replacements_are_ready_before_surplus_replicas_stop()
    {
        var pods = new PodPool([4, 4]);
        pods.Set([2, 6], now: 0, default);

        for (var t = 0; t <= 30; t++)
        {
            pods.Step(t);
            Assert.True(pods.Sum() >= 8);
        }

        Assert.Equal((2, 6), (pods.Ready(0), pods.Ready(1)));
    }

    [Fact]
    public void A_busy_station_waits_as_Erlang_says()
    {
        Assert.Equal(0.8, ErlangC.Exact(1, 0.8), 1e-12);
        Assert.Equal(0.7111111, ErlangC.Exact(2, 0.8), 1e-6);
        Assert.Equal(ErlangC.Exact(16, 0.75), new ErlangC().WaitProbability(16, 0.75), 1e-12);
    }
}
