using Loadline.Placement.Weights;
using Loadline.Simulator.Plant;
using Loadline.Simulator.Plant.Policies;

namespace Loadline.Bench.Weights;

/// <summary>The charts of the explanation, from the very runs that the tables print.</summary>
internal static class Plots
{
    private const int Smooth = 5;

    public static void Write(string folder, uint seed)
    {
        Directory.CreateDirectory(folder);
        Save("marginal-cost", Marginal());
        Save("spike", Latency("S1", "Mean latency, CPU spike to 98 % in one member at 0 s", seed, 120));
        Save("outage", Latency("S3", "Mean latency, outage of one member at 0 s", seed, 120));
        Save("flash-crowd", Latency("S8", "Mean latency, demand of one region doubles at 0 s", seed, 120));
        Save("spike-shares", Spill(seed));
        Save("replicas", Replicas(seed));
        Save("stability", Stability());

        void Save(string name, LineChart chart) => File.WriteAllText(Path.Combine(folder, name + ".svg"), chart.ToSvg());
    }

    private static LineChart Marginal()
    {
        var chart = new LineChart("Marginal cost of one more request", "utilisation of the member", "ms") { Most = 200 };
        foreach (var servers in (int[])[2, 4, 16, 64])
        {
            var table = new MarginalTable();
            table.Set(servers * PlantModel.ReplicaRate, servers, WeightSpec.Default.WaitWeight, WeightSpec.Default.SoftCap);
            chart.Add($"{servers} replicas", Enumerable.Range(0, 101).Select(k => (k / 100.0, table.At(k / 100.0 * servers * PlantModel.ReplicaRate))));
        }

        return chart;
    }

    private static LineChart Latency(string id, string title, uint seed, double most)
    {
        var chart = new LineChart(title, "seconds since the event", "mean latency, ms") { Most = most };
        (string, ITrafficPolicy)[] policies =
            [("Loadline", new LoadlineTraffic()), ("oracle", new OracleTraffic()), ("waterfall 80 %", new WaterfallTraffic(0.8)), ("waterfall 90 %", new WaterfallTraffic(0.9)), ("gradient", new GradientTraffic()), ("nearest", new NearestTraffic())];
        foreach (var (name, policy) in policies)
        {
            var scenario = PlantScenarios.Of(id, Topology.World);
            var run = PlantRun.Run(Topology.World, scenario, seed, new(), policy);
            chart.Add(name, Enumerable.Range(-12, 72).Select(k => (5.0 * k, run.Mean(scenario.EventStart + 5.0 * k, scenario.EventStart + 5.0 * k + Smooth))));
        }

        return chart;
    }

    private static LineChart Spill(uint seed)
    {
        var scenario = PlantScenarios.Of("S1", Topology.World);
        var run = PlantRun.Run(Topology.World, scenario, seed, new(), new LoadlineTraffic());
        var chart = new LineChart("Share of all traffic, CPU spike in WDC at 0 s", "seconds since the event", "share");
        for (var i = 0; i < Topology.World.Count; i++)
            chart.Add(Topology.World.Members[i], Enumerable.Range(-30, 150).Select(k => ((double)k, run.ShareAt(scenario.EventStart + k, i))));
        return chart;
    }

    private static LineChart Replicas(uint seed)
    {
        var chart = new LineChart("Mean latency where traffic follows replicas, CPU spike in WDC at 0 s", "seconds since the event", "mean latency, ms") { Most = 600 };
        foreach (var candidate in Candidates.Replicas.Where(static own => own.IsOurs || own.IsOracle || own.Name.StartsWith("naive", StringComparison.Ordinal) || own.Name.EndsWith("(steady)", StringComparison.Ordinal)))
        {
            var scenario = PlantScenarios.Of("S1", Topology.World);
            var run = candidate.Run(Topology.World, scenario, seed, new() { Skip = 240 }, new ErlangC());
            chart.Add(candidate.Name.Split(" (")[0], Enumerable.Range(-12, 84).Select(k => (5.0 * k, run.Mean(scenario.EventStart + 5.0 * k, scenario.EventStart + 5.0 * k + Smooth))));
        }

        return chart;
    }

    /// <summary>Two equal members at 80 %: rules that follow load or latency against one that follows capacity, six seconds late.</summary>
    private static LineChart Stability()
    {
        const int Late = 3, Steps = 60, Servers = 16;
        const double Rho = 0.8, Gain = 0.6, Leak = 0.1;
        var chart = new LineChart("Share of one of two equal members, measured six seconds late", "seconds", "share") { Most = 1 };
        chart.Add("capacity (Loadline)", Run(static x => 0.5 + Leak * (x - 0.5)));
        chart.Add("idle share", Run(static x => Ratio(Math.Max(0.001, 1 - 2 * Rho * x), Math.Max(0.001, 1 - 2 * Rho * (1 - x)))));
        chart.Add("1/latency³", Run(static x => Ratio(Math.Pow(Time(x), -3), Math.Pow(Time(1 - x), -3))));
        return chart;

        static double Ratio(double a, double b) => a / (a + b);

        static double Time(double share)
        {
            var rho = Math.Min(0.985, 2 * Rho * share);
            return 20 * (1 + ErlangC.Exact(Servers, rho) / (Servers * (1 - rho))) + 2 + 4000 * Math.Max(0, 2 * Rho * share - 0.985);
        }

        static IEnumerable<(double, double)> Run(Func<double, double> target)
        {
            var shares = Enumerable.Repeat(0.55, Late + 1).ToList();
            for (var k = 0; k < Steps; k++)
            {
                yield return (2.0 * k, shares[^1]);
                shares.Add(Math.Clamp(shares[^1] + Gain * (target(shares[^(1 + Late)]) - shares[^1]), 0.001, 0.999));
            }
        }
    }
}
