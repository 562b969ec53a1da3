namespace Loadline.Simulator.Plant;

/// <summary>What the sensors add up between two reports, and how they read it: with noise, outliers and gaps.</summary>
internal sealed class Readings(int members)
{
    private const double RttNoise = 0.05;

    public double Seconds { get; set; }

    public double[] Completions { get; } = new double[members];

    public double[] Utilization { get; } = new double[members];

    public double[] Latency { get; } = new double[members];

    public double[] Inside { get; } = new double[members];

    public double[] Flow { get; } = new double[members];

    /// <summary>Requests that origins sent.</summary>
    public double[] Sent { get; } = new double[members];

    /// <summary>Those of them that failed or timed out.</summary>
    public double[] Failed { get; } = new double[members];

    public double[] Demand { get; } = new double[members];

    public void Read(SensorReport report, PlantModel plant, MersenneTwister noise)
    {
        var (n, seconds, scenario) = (members, Math.Max(1e-9, Seconds), plant.Scenario);
        var deviation = scenario.Noise;
        // The order of the draws is the order of the original, so that runs can be compared one to one.
        for (var i = 0; i < n; i++) report.Completions[i] = Completions[i] / seconds * Factor();
        for (var i = 0; i < n; i++) report.Utilization[i] = Math.Min(1, Utilization[i] / seconds * Factor());
        for (var i = 0; i < n; i++)
        {
            var factor = Flow[i] > 0 ? Factor() : double.NaN;
            report.Latency[i] = Latency[i] / Flow[i] * factor;
            report.Inside[i] = Inside[i] / Flow[i] * factor;
            report.Errors[i] = Sent[i] > 0 ? Failed[i] / Sent[i] : double.NaN;
        }

        for (var j = 0; j < n; j++) report.Demand[j] = Demand[j] / seconds * Factor();
        for (var i = 0; i < n; i++) report.Ready[i] = plant.Pods.Ready(i);
        for (var path = 0; path < report.Rtt.Length; path++)
        {
            var value = plant.Rtt(path / n, path % n) * Math.Max(0.3, 1 + noise.Gauss(0, RttNoise));
            if (noise.Next() < scenario.Outliers) value *= noise.Uniform(3, 15);
            report.Rtt[path] = value;
        }

        for (var i = 0; i < n; i++)
            report.NodeCpu[i] = Math.Min(1, (plant.Background(i) + plant.Utilization[i] * plant.Pods.Ready(i)) / plant.Topology.Cores[i] * Factor());
        for (var i = 0; i < n; i++)
        {
            if (plant.Up[i] && !(scenario.Missing?.Invoke(plant.Time, i) ?? false)) continue;
            report.Completions[i] = report.Utilization[i] = report.Latency[i] = report.Inside[i] = report.NodeCpu[i] = double.NaN;
        }

        double Factor() => Math.Max(0.1, 1 + noise.Gauss(0, deviation));
    }

    public void Clear()
    {
        Seconds = 0;
        Completions.AsSpan().Clear();
        Utilization.AsSpan().Clear();
        Latency.AsSpan().Clear();
        Inside.AsSpan().Clear();
        Flow.AsSpan().Clear();
        Sent.AsSpan().Clear();
        Failed.AsSpan().Clear();
        Demand.AsSpan().Clear();
    }
}
