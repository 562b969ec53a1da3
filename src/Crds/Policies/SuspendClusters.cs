using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A list of members.</summary>
public sealed record SuspendClusters
{
    /// <summary>Their names.</summary>
    [Items(max: Limits.Clusters)]
    [ItemLength(max: Limits.ClusterName)]
    public IReadOnlyList<string>? ClusterNames { get; init; }
}
