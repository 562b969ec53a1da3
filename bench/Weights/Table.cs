using System.Globalization;
using Loadline.Simulator.Plant;

namespace Loadline.Bench.Weights;

/// <summary>Runs policies through a scenario, side by side, and prints a row for each.</summary>
internal sealed class Table(uint[] seeds, TextWriter output)
{
    private const string NoEvent = "-";

    /// <summary>Runs every policy with every seed and prints the table.</summary>
    public Figures[] Print(Topology topology, PlantScenario scenario, PlantOptions options, IReadOnlyList<Candidate> candidates, bool replicas)
    {
        var rows = Run(topology, scenario, options, candidates);
        var oracle = rows.FirstOrDefault(static row => row.Candidate.IsOracle);
        output.WriteLine();
        output.WriteLine(Line($"## {scenario.Name} ({topology.Name}, {seeds.Length} seeds)"));
        output.WriteLine(Line($"{"policy",-38}{"mean",8}{"p95",8}{"p99",8}{"ev-mean",9}{"ev-p99",8}{"err%",7}{(replicas ? "moves/h" : "churn/h"),9}{"rev/h",7}{"t_conv",8}"));
        foreach (var row in rows)
        {
            var hasEvent = scenario.EventStart < scenario.Seconds && oracle is not null && HasStep(scenario);
            var convergence = hasEvent ? row.Convergence(oracle!, scenario) : double.NaN;
            output.WriteLine(Line($"{row.Candidate.Name,-38}{row.Mean,8:0.0}{row.Of(static r => r.P95Ms),8:0.0}{row.P99,8:0.0}{row.Of(static r => r.EventMeanMs),9:0.0}{row.EventP99,8:0.0}{row.Errors,7:0.00}{(replicas ? row.Moves : row.Churn),9:0.00}{row.Of(static r => r.ReversalsPerHour),7:0}{(double.IsNaN(convergence) ? NoEvent : double.IsInfinity(convergence) ? "never" : Line($"{convergence:0}")),8}"));
        }

        return rows;
    }

    /// <summary>Runs every policy with every seed, as many at once as there are cores.</summary>
    public Figures[] Run(Topology topology, PlantScenario scenario, PlantOptions options, IReadOnlyList<Candidate> candidates)
    {
        var runs = new PlantResult[candidates.Count][];
        for (var c = 0; c < runs.Length; c++) runs[c] = new PlantResult[seeds.Length];
        Parallel.For(0, candidates.Count * seeds.Length, () => new ErlangC(), (k, _, erlang) =>
        {
            runs[k / seeds.Length][k % seeds.Length] = candidates[k / seeds.Length].Run(topology, Own(scenario, topology), seeds[k % seeds.Length], options, erlang);
            return erlang;
        }, static _ => { });
        return [.. candidates.Select((candidate, c) => new Figures(candidate, runs[c]))];
    }

    /// <summary>A scenario of its own for every run, because some remember what they replay.</summary>
    private static PlantScenario Own(PlantScenario scenario, Topology topology)
    {
        var id = scenario.Name.Split(' ')[0];
        return PlantScenarios.Exists(id) ? PlantScenarios.Of(id, topology) : scenario;
    }

    private static bool HasStep(PlantScenario scenario) => scenario.Name.Split(' ')[0] is "S1" or "S2" or "S3" or "S7" or "S8";

    public static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
