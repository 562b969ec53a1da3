using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Selects members: everything that is given must hold.</summary>
public sealed record ClusterAffinity : IClusterAffinity
{
    /// <summary>Members by name. Without it, all.</summary>
    [Items(max: Limits.Clusters)]
    [ItemLength(max: Limits.ClusterName)]
    public IReadOnlyList<string>? ClusterNames { get; init; }

    /// <summary>Members that are left out.</summary>
    [Items(max: Limits.Clusters)]
    [ItemLength(max: Limits.ClusterName)]
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Labels of the members.</summary>
    public V1LabelSelector? LabelSelector { get; init; }

    /// <summary>Provider, region and zone of the members.</summary>
    public FieldSelector? FieldSelector { get; init; }
}
