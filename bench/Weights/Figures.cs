using Loadline.Simulator.Plant;

namespace Loadline.Bench.Weights;

/// <summary>The runs of one policy in one scenario, a run per seed, and their means.</summary>
internal sealed class Figures(Candidate candidate, PlantResult[] runs)
{
    public Candidate Candidate => candidate;

    public PlantResult[] Runs => runs;

    public double Mean => Of(static run => run.MeanMs);

    public double P99 => Of(static run => run.P99Ms);

    public double EventP99 => Of(static run => run.EventP99Ms);

    public double Errors => Of(static run => run.ErrorPercent);

    public double Churn => Of(static run => run.ChurnPerHour);

    public double Moves => Of(static run => run.MovesPerHour);

    public double Of(Func<PlantResult, double> figure) => runs.Average(figure);

    /// <summary>Median seconds to come within a tenth of the oracle; infinite where that is never.</summary>
    public double Convergence(Figures oracle, PlantScenario scenario) =>
        Median.Of(Reached(runs.Select((run, k) => run.Convergence(oracle.Runs[k], scenario.EventStart, scenario.EventEnd))));

    /// <summary>Seconds per seed in which half of a member's surplus traffic left it.</summary>
    public double[] HalfDrains(Figures oracle, int member, PlantScenario scenario) =>
        [.. runs.Select((run, k) => run.HalfDrain(oracle.Runs[k], member, scenario.EventStart, scenario.EventEnd))];

    /// <summary>What was never reached takes for ever.</summary>
    public static IEnumerable<double> Reached(IEnumerable<double> seconds) => seconds.Select(static value => double.IsNaN(value) ? double.PositiveInfinity : value);
}
