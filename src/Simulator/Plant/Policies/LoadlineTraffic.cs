using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>Loadline's own loop, the code that the operator runs; with replicas behind the traffic where its strategy says so.</summary>
internal sealed class LoadlineTraffic(SampleFeed feed, double period = 2) : ITrafficPolicy, IReplicaPolicy
{
    private WeightDecision? _decision;

    public LoadlineTraffic(WeightSpec? spec = null, double period = 2)
        : this(new SampleFeed(spec ?? WeightSpec.Default with { Strategy = WeightStrategy.Traffic }), period)
    {
    }

    public string Name => "LOADLINE";

    public double Period => period;

    public SampleFeed Feed => feed;

    /// <summary>Looks at every decision.</summary>
    public Action<double, WeightDecision>? Watch { get; init; }

    public void Decide(in PlantView view, Span<double> shares)
    {
        _decision = feed.Decide(view);
        Watch?.Invoke(view.Time, _decision);
        for (var k = 0; k < shares.Length; k++) shares[k] = _decision.OriginWeights[k] / 10_000.0;
    }

    public bool Decide(in PlantView view, Span<int> target, Span<bool> drain)
    {
        if (_decision is not { ReplicasChanged: true }) return false;
        for (var i = 0; i < target.Length; i++) target[i] = _decision.Members[i].Desired;
        return true;
    }
}
