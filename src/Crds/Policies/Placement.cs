using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Which members are eligible, how they are spread, and how replicas are divided between them.</summary>
[ValidationRule("!(has(self.clusterAffinity) && has(self.clusterAffinities))",
    "clusterAffinity and clusterAffinities cannot be used together; keep one")]
[ValidationRule("!has(self.clusterAffinities) || !self.clusterAffinities.exists(a, has(a.overflowAffinities)) || "
    + "(has(self.replicaScheduling) && ((has(self.replicaScheduling.replicaDivisionPreference) && self.replicaScheduling.replicaDivisionPreference == 'Aggregated') || "
    + "(has(self.replicaScheduling.weightPreference) && has(self.replicaScheduling.weightPreference.dynamicWeight))))",
    "overflowAffinities need replicaDivisionPreference Aggregated or a dynamicWeight")]
public sealed record Placement
{
    /// <summary>Members that are eligible. Without it, all.</summary>
    public ClusterAffinity? ClusterAffinity { get; init; }

    /// <summary>Groups of members in order of preference: the first group that can take the template is used.</summary>
    [Items(max: Limits.AffinityTerms)]
    [ValidationRule("self.all(a, self.exists_one(b, b.affinityName == a.affinityName))", "affinityName must be unique")]
    public IReadOnlyList<ClusterAffinityTerm>? ClusterAffinities { get; init; }

    /// <summary>Taints of members that the templates tolerate.</summary>
    [Items(max: 64)]
    public IReadOnlyList<V1Toleration>? ClusterTolerations { get; init; }

    /// <summary>Over how many members, regions, zones or providers the templates are spread.</summary>
    [Items(max: 16)]
    [ValidationRule("self.all(a, !has(a.spreadByField) || self.exists_one(b, has(b.spreadByField) && b.spreadByField == a.spreadByField))",
        "spreadByField may appear once per field")]
    [ValidationRule("!self.exists(a, has(a.spreadByField)) || self.exists(a, has(a.spreadByField) && a.spreadByField == 'cluster')",
        "a constraint with spreadByField needs another one with spreadByField: cluster")]
    public IReadOnlyList<SpreadConstraint>? SpreadConstraints { get; init; }

    /// <summary>How the replicas of a workload are divided over the chosen members. Without it, every member gets all of them.</summary>
    public ReplicaScheduling? ReplicaScheduling { get; init; }

    /// <summary>Workloads that belong together or must be kept apart.</summary>
    public WorkloadAffinity? WorkloadAffinity { get; init; }
}
