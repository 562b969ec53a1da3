using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>A named group of members.</summary>
[ValidationRule("!has(self.overflowAffinities) || self.overflowAffinities.all(o, o.affinityName != self.affinityName)",
    "an overflow group needs a name other than its primary group's")]
[ValidationRule("!has(self.overflowAffinities) || has(self.clusterNames) || has(self.exclude) || has(self.labelSelector) || has(self.fieldSelector)",
    "overflowAffinities need a primary group that selects some members")]
public sealed record ClusterAffinityTerm : IClusterAffinity
{
    /// <summary>Name of the group, unique in the placement.</summary>
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

    /// <summary>Groups that take, in order, the replicas for which this group has no room.</summary>
    [Items(max: Limits.AffinityTerms)]
    [ValidationRule("self.all(a, self.exists_one(b, b.affinityName == a.affinityName))", "affinityName must be unique")]
    public IReadOnlyList<OverflowAffinityTerm>? OverflowAffinities { get; init; }
}
