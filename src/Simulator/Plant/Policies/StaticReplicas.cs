namespace Loadline.Simulator.Plant.Policies;

/// <summary>Replicas as placed: a static weight.</summary>
internal sealed class StaticReplicas : IReplicaPolicy
{
    public string Name => "static weights";

    public double Period => 15;

    public bool Decide(in PlantView view, Span<int> target, Span<bool> drain) => false;
}
