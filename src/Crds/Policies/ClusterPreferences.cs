using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Weights of members.</summary>
public sealed record ClusterPreferences
{
    /// <summary>
    /// Fixed weights. With dynamicWeight AvailableReplicas they are not used; with LatencyAndLoad they are the split that is used while
    /// measurements are missing.
    /// </summary>
    [Items(max: 256)]
    public IReadOnlyList<StaticClusterWeight>? StaticWeightList { get; init; }

    /// <summary>AvailableReplicas weighs members by the replicas that they have room for; LatencyAndLoad by measured latency and load.</summary>
    [EnumValues(DynamicWeights.AvailableReplicas, DynamicWeights.LatencyAndLoad)]
    public string? DynamicWeight { get; init; }
}
