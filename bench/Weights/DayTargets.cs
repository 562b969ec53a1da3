using Loadline.Simulator.Plant;

namespace Loadline.Bench.Weights;

/// <summary>A day, or a week, that follows the sun, with both loops.</summary>
internal static class DayTargets
{
    public static PlantOptions Options { get; } =
        new() { Step = 5, SampleInterval = 5, SampleDelay = 1, ActuationDelay = 0, StartHour = 0, DemandScale = 460, Skip = 1800 };

    /// <summary>The day and the week, by the names that scenarios are asked for.</summary>
    public const string Day = "S9";

    /// <inheritdoc cref="Day"/>
    public const string Week = "S9w";

    public static void Run(string id, Table table, Verdicts verdicts, List<Action> later)
    {
        var rows = table.Print(Topology.World, id == Week ? PlantScenarios.Week() : PlantScenarios.Day(24), Options, Candidates.Day, replicas: true);
        var both = rows.Single(static row => row.Candidate.Name == "LOADLINE traffic and replicas");
        var oracle = rows.Single(static row => row.Candidate.IsOracle);
        later.Add(() =>
        {
            verdicts.AtMost($"{id} mean of both loops", both.Mean, 22, " ms");
            verdicts.AtMost($"{id} p99 of both loops", both.P99, 96, " ms");
            verdicts.AtMost($"{id} moves per hour", both.Moves, 5);
            verdicts.AtMost($"{id} mean against the oracle's traffic over even replicas", both.Mean / oracle.Mean, 1, "x");
        });
    }
}
