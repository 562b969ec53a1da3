namespace Loadline.Simulator.Plant.Policies;

/// <summary>Traffic follows replicas: to any of them with equal chance, as behind one multi-cluster service.</summary>
internal sealed class EvenTraffic(double period = 10) : ITrafficPolicy
{
    public string Name => "static-even (flat)";

    public double Period => period;

    public void Decide(in PlantView view, Span<double> shares)
    {
        for (var k = 0; k < shares.Length; k++) shares[k] = view.Plant.Pods.Ready(k % view.Count);
        Shares.Mask(shares, view.Healthy);
    }
}
