namespace Loadline.Placement.Weights;

/// <summary>What a decision may change.</summary>
public enum WeightStrategy
{
    /// <summary>Replicas; every request goes to any ready replica with equal chance, as it does behind one service or a multi-cluster service.</summary>
    Endpoints,

    /// <summary>Traffic weights of every origin; replicas stay where they are.</summary>
    Traffic,

    /// <summary>Traffic weights, and more slowly the replicas behind them.</summary>
    TrafficAndReplicas,
}
