using Loadline.Simulator.Plant;

namespace Loadline.Bench.Weights;

/// <summary>How evenly survivors are loaded while too little is left, and how long any of them saturates once the loop has settled.</summary>
internal static class CrunchWatch
{
    private const double SettledAfter = 60;

    /// <summary>Utilisation from which a member takes part in carrying what others lost.</summary>
    private const double Carries = 0.9;

    public static (double Spread, double Saturated) Run(Topology topology, PlantScenario scenario, uint seed, ITrafficPolicy watched)
    {
        var policy = new Watching(watched, scenario);
        PlantRun.Run(topology, scenario, seed, new(), policy);
        return (policy.Spread, policy.Saturated);
    }

    private sealed class Watching(ITrafficPolicy policy, PlantScenario scenario) : ITrafficPolicy
    {
        private readonly List<double> _spreads = [];

        public string Name => policy.Name;

        public double Period => policy.Period;

        public bool IsOracle => policy.IsOracle;

        public double Spread => _spreads.Count == 0 ? 0 : _spreads.Average();

        public double Saturated { get; private set; }

        public void Decide(in PlantView view, Span<double> shares)
        {
            policy.Decide(view, shares);
            if (view.Time < scenario.EventStart + SettledAfter || view.Time >= scenario.EventEnd) return;
            var plant = view.Plant;
            var carrying = Enumerable.Range(0, view.Count).Where(plant.IsUp).Select(i => plant.Utilization[i]).Where(static rho => rho >= Carries - 0.05).ToArray();
            if (carrying.Length < 2) return;
            _spreads.Add(carrying.Max() - carrying.Min());
            if (carrying.Max() >= 1) Saturated += Period;
        }
    }
}
