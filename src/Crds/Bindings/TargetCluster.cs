using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A member that holds a template.</summary>
public sealed record TargetCluster
{
    /// <summary>Name of the member.</summary>
    [Length(1, Limits.ClusterName)]
    public required string Name { get; init; }

    /// <summary>Its replicas; absent for templates without replicas.</summary>
    [RangeMinimum(0)]
    public int? Replicas { get; init; }

    /// <summary>Its replicas of each part.</summary>
    [Items(max: 64)]
    public IReadOnlyList<TargetComponent>? Components { get; init; }
}
