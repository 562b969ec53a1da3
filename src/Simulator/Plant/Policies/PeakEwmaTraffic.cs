namespace Loadline.Simulator.Plant.Policies;

/// <summary>Peak-EWMA as weights: replicas / (peak latency · (requests in flight per replica + 1)), with Linkerd's decay of 10 s.</summary>
internal sealed class PeakEwmaTraffic : ITrafficPolicy
{
    private double[]? _cost;

    public string Name => "peak-EWMA proportional";

    public double Period => 2;

    public void Decide(in PlantView view, Span<double> shares)
    {
        var (n, report) = (view.Count, view.Report);
        _cost ??= [.. report.Rtt.Select((rtt, k) => rtt + (double.IsNaN(report.Inside[k % n]) ? 20 : report.Inside[k % n]))];
        var weight = Math.Exp(-2.0 / 10);
        for (var k = 0; k < shares.Length; k++)
        {
            var i = k % n;
            var sample = double.IsNaN(report.Inside[i]) ? _cost[k] : Math.Max(0.5, report.Rtt[k] + report.Inside[i]);
            _cost[k] = sample > _cost[k] ? sample : _cost[k] * weight + sample * (1 - weight);
            var inFlight = double.IsNaN(report.Inside[i]) ? 0 : report.Completions[i] * Math.Max(0, report.Inside[i]) / 1000 / Math.Max(1, report.Ready[i]);
            shares[k] = report.Ready[i] / (_cost[k] * (inFlight + 1));
        }

        Shares.Mask(shares, view.Healthy);
    }
}
