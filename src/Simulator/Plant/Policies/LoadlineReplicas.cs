using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>Loadline's slow loop where traffic follows replicas.</summary>
internal sealed class LoadlineReplicas(SampleFeed feed) : IReplicaPolicy
{
    public LoadlineReplicas()
        : this(new SampleFeed(WeightSpec.Default))
    {
    }

    public string Name => "LOADLINE replicas";

    public double Period => 2;

    /// <summary>Looks at every decision.</summary>
    public Action<double, WeightDecision>? Watch { get; init; }

    public bool Decide(in PlantView view, Span<int> target, Span<bool> drain)
    {
        var decision = feed.Decide(view);
        Watch?.Invoke(view.Time, decision);
        for (var i = 0; i < target.Length; i++) (target[i], drain[i]) = (decision.Members[i].Desired, decision.Members[i].DrainFirst);
        return decision.ReplicasChanged;
    }
}
