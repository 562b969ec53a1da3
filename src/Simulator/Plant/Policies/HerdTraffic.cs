using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>Everything to where measured latency is lowest: the herd.</summary>
internal sealed class HerdTraffic : ITrafficPolicy
{
    private double[]? _cost;

    public string Name => "lowest measured latency (herd)";

    public double Period => 5;

    public void Decide(in PlantView view, Span<double> shares)
    {
        var report = view.Report;
        _cost ??= [.. report.Rtt.Select(rtt => rtt + 20)];
        for (var k = 0; k < _cost.Length; k++)
        {
            var inside = report.Inside[k % view.Count];
            _cost[k] = Ewma.Next(_cost[k], report.Rtt[k] + (double.IsNaN(inside) ? 20 : inside), 5, 5);
        }

        Shares.Least(_cost, shares, view.Healthy);
    }
}
