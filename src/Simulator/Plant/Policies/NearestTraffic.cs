namespace Loadline.Simulator.Plant.Policies;

/// <summary>Everything to the nearest member that is up: locality failover, latency records.</summary>
internal sealed class NearestTraffic : ITrafficPolicy
{
    private double[]? _rtt;

    public string Name => "nearest (locality failover)";

    public double Period => 2;

    public void Decide(in PlantView view, Span<double> shares)
    {
        _rtt = SmoothRtt.Next(_rtt, view.Report);
        Shares.Least(_rtt, shares, view.Healthy);
    }
}
