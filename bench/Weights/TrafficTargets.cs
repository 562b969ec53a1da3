using Loadline.Placement.Weights;
using Loadline.Simulator.Plant;
using Loadline.Simulator.Plant.Policies;

namespace Loadline.Bench.Weights;

/// <summary>What the traffic loop promises, scenario by scenario, measured on the plant.</summary>
internal sealed class TrafficTargets(uint[] seeds, Table table, Verdicts verdicts)
{
    private const int Washington = 0;
    private const int Frankfurt = 3;

    private static readonly Candidate Oracle = Candidates.Traffic[^1];
    private static readonly Topology World = Topology.World;

    public void Run()
    {
        verdicts.Title("traffic");
        Steady();
        Spike();
        Outage();
        Telemetry();
        Noise();
        Flapping();
        Crunch();
        FlashCrowd();
        Reversals();
    }

    private (Figures Ours, Figures Oracle, PlantScenario Scenario) Pair(string id, PlantOptions? options = null, Action<double, WeightDecision>? watch = null)
    {
        var scenario = PlantScenarios.Of(id, World);
        var rows = table.Run(World, scenario, options ?? new(), [new(Candidate.Ours, () => new LoadlineTraffic(Spec(options), Math.Min(2, options?.SampleInterval ?? 2)) { Watch = watch }), Oracle]);
        return (rows[0], rows[1], scenario);
    }

    /// <summary>The loop is told how often it is measured.</summary>
    private static WeightSpec Spec(PlantOptions? options) =>
        WeightSpec.Default with { Strategy = WeightStrategy.Traffic, SampleInterval = TimeSpan.FromSeconds(options?.SampleInterval ?? 2) };

    private void Steady()
    {
        var (ours, oracle, _) = Pair("S0");
        verdicts.AtMost("S0 mean against the oracle", ours.Mean / oracle.Mean, 1.02, "x");
        verdicts.AtMost("S0 traffic shares moved per hour", ours.Churn, 0.1);
    }

    private void Spike()
    {
        var (ours, oracle, scenario) = Pair("S1");
        var drains = ours.HalfDrains(oracle, Washington, scenario);
        verdicts.AtMost("S1 half-drain, agent every 2 s, median", Median.Of(Figures.Reached(drains)), 3, " s");
        verdicts.AtMost("S1 half-drain, agent every 2 s, worst seed", drains.Max(), 5.7, " s");
        verdicts.AtMost("S1 converged", ours.Convergence(oracle, scenario), 10, " s");
        verdicts.AtMost("S1 p99 of the first 5 min against the oracle", ours.EventP99 / oracle.EventP99, 1.2, "x");
        verdicts.AtMost("S1 errors", ours.Errors, 0.02, " %");
        var quick = Pair("S1", new() { SampleInterval = 1, SampleDelay = 0.35 });
        verdicts.AtMost("S1 half-drain, agent every 1 s, worst seed", quick.Ours.HalfDrains(quick.Oracle, Washington, scenario).Max(), 3.7, " s");
        var slow = Pair("S1", new() { SampleInterval = 15, SampleDelay = 5 });
        verdicts.AtMost("S1 half-drain, metrics-server every 15 s, worst seed", slow.Ours.HalfDrains(slow.Oracle, Washington, scenario).Max(), 25, " s");
        verdicts.AtMost("S1 reversals within 60 s, metrics-server", slow.Ours.Of(static run => run.QuickReversals), 0);
    }

    private void Outage()
    {
        var (ours, oracle, scenario) = Pair("S3");
        verdicts.AtMost("S3 traffic off the failed member, probes every 2 s", ours.Runs.Max(run => Off(run, scenario)), 7, " s");
        verdicts.AtMost("S3 mean against the oracle", ours.Mean / oracle.Mean, 1.10, "x");
        var quick = Pair("S3", new() { ProbeInterval = 1, SampleInterval = 1, SampleDelay = 0.35 });
        verdicts.AtMost("S3 traffic off the failed member, probes and agent every 1 s", quick.Ours.Runs.Max(run => Off(run, scenario)), 4, " s");
        var blind = table.Run(World, scenario, new(),
            [new(Candidate.Ours, () => new LoadlineTraffic(new SampleFeed(Spec(null)) { CountsErrors = false })), Oracle]);
        verdicts.AtMost("S3 the same by probes alone, every 2 s", blind[0].Runs.Max(run => Off(run, scenario)), 7, " s");
        verdicts.AtMost("S3 mean by probes alone", blind[0].Mean / blind[1].Mean, 1.10, "x");
    }

    private void Telemetry()
    {
        foreach (var id in (string[])["S4", "S4h", "S4a", "S4f", "S4n", "S4m", "S4r", "S3h"])
        {
            var (ours, oracle, scenario) = Pair(id);
            verdicts.AtMost($"{scenario.Name}: mean against the oracle", ours.Mean / oracle.Mean, 1.02, "x");
        }

        var watch = new StaleWatch();
        var watched = seeds.Select(seed => PlantRun.Run(World, PlantScenarios.Of("S4", World), seed, new(), new LoadlineTraffic(Spec(null)) { Watch = watch.Fresh().Look }).MeanMs).ToArray();
        verdicts.Check("S4 traffic given to a member without metrics", watch.Increases == 0, $"{watch.Increases} increases in {watched.Length} runs (0)");
    }

    private void Noise()
    {
        var (ours, oracle, _) = Pair("S5");
        verdicts.AtMost("S5 mean against the oracle", ours.Mean / oracle.Mean, 1.02, "x");
        verdicts.AtMost("S5 traffic shares moved per hour", ours.Churn, 1);
    }

    private void Flapping()
    {
        foreach (var id in (string[])["S6", "S6f", "S6p"])
        {
            var (ours, oracle, scenario) = Pair(id);
            verdicts.AtMost($"{scenario.Name}: mean against the oracle", ours.Mean / oracle.Mean, 1.35, "x");
            verdicts.AtMost($"{id} errors", ours.Errors, 0.1, " %");
            verdicts.AtMost($"{id} traffic shares moved per hour", ours.Churn, 2);
        }
    }

    private void Crunch()
    {
        var (ours, oracle, scenario) = Pair("S7");
        verdicts.AtMost("S7 mean against the oracle", ours.Mean / oracle.Mean, 1.10, "x");
        var spreads = seeds.Select(seed => CrunchWatch.Run(World, scenario, seed, new LoadlineTraffic())).ToArray();
        var best = seeds.Select(seed => CrunchWatch.Run(World, scenario, seed, new OracleTraffic())).ToArray();
        verdicts.AtMost($"S7 spread of utilisation over the survivors in use (oracle {best.Max(static s => s.Spread):0.000})", spreads.Max(static s => s.Spread), 0.05);
        verdicts.AtMost($"S7 a survivor saturates after the first minute (oracle {best.Max(static s => s.Saturated):0} s)", spreads.Max(static s => s.Saturated), 0, " s");
    }

    private void FlashCrowd()
    {
        var (ours, oracle, scenario) = Pair("S8");
        verdicts.AtMost("S8 mean against the oracle", ours.Mean / oracle.Mean, 1.05, "x");
        verdicts.AtMost("S8 converged", ours.Convergence(oracle, scenario), 10, " s");
        verdicts.AtMost("S8 p99 of the first 5 min against the oracle", ours.EventP99 / oracle.EventP99, 1.2, "x");
    }

    /// <summary>The world turns back by itself in these only when an event ends, ten minutes and more after it began.</summary>
    private void Reversals()
    {
        foreach (var id in (string[])["S0", "S1", "S1g", "S2", "S2r", "S2p", "S3", "S3e", "S4", "S5", "S7", "S8", "S8x", "S10", "S13", "S14z", "S14o", "S15"])
            verdicts.AtMost($"{id} reversals of more than 1 % within 60 s", Pair(id).Ours.Runs.Max(static run => run.QuickReversals), 0);
    }

    /// <summary>Seconds until less than a hundredth of the traffic goes to the failed member.</summary>
    private static double Off(PlantResult run, PlantScenario scenario)
    {
        for (var t = scenario.EventStart + 1; t < scenario.EventEnd; t++)
        {
            if (run.ShareAt(t, Frankfurt) < 0.01) return t - scenario.EventStart;
        }

        return double.PositiveInfinity;
    }
}
