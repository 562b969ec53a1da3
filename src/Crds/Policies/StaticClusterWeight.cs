using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A weight for the members that match. A member that matches several items has the greatest of their weights.</summary>
public sealed record StaticClusterWeight
{
    /// <summary>The members.</summary>
    public required ClusterAffinity TargetCluster { get; init; }

    /// <summary>Relative weight of each of them.</summary>
    [RangeMinimum(1)]
    public required long Weight { get; init; }
}
