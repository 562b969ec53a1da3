using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>Round trips with a half-life of 20 s and outliers clipped.</summary>
internal static class SmoothRtt
{
    public static double[] Next(double[]? rtt, SensorReport report)
    {
        if (rtt is null) return [.. report.Rtt];
        for (var k = 0; k < rtt.Length; k++) rtt[k] = Ewma.Next(rtt[k], Math.Min(report.Rtt[k], 3 * rtt[k]), 2, 20);
        return rtt;
    }
}
