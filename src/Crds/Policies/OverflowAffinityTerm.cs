using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>A named group of members that takes what the primary group has no room for.</summary>
public sealed record OverflowAffinityTerm : IClusterAffinity
{
    /// <summary>Name of the group, unique in the term and other than the term's.</summary>
    [Length(1, 32)]
    public required string AffinityName { get; init; }

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
