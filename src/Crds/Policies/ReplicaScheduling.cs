using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>How replicas are divided over members.</summary>
[ValidationRule("!has(self.weighting) || ((!has(self.replicaSchedulingType) || self.replicaSchedulingType == 'Divided') && "
    + "(!has(self.replicaDivisionPreference) || self.replicaDivisionPreference == 'Weighted'))",
    "weighting belongs to replicas divided by weight (replicaSchedulingType Divided, replicaDivisionPreference Weighted)")]
[ValidationRule("!has(self.weighting) || !(has(self.weighting.origins) || has(self.weighting.serviceTime) || has(self.weighting.signals)) || "
    + "(has(self.weightPreference) && has(self.weightPreference.dynamicWeight) && self.weightPreference.dynamicWeight == 'LatencyAndLoad')",
    "weighting.origins, serviceTime and signals belong to weightPreference.dynamicWeight LatencyAndLoad")]
public sealed record ReplicaScheduling
{
    /// <summary>Duplicated gives every member all replicas; Divided shares them out.</summary>
    [EnumValues(ReplicaSchedulingTypes.Duplicated, ReplicaSchedulingTypes.Divided)]
    [DefaultValue(ReplicaSchedulingTypes.Divided)]
    public string? ReplicaSchedulingType { get; init; }

    /// <summary>Aggregated packs replicas into as few members as have room; Weighted divides them by weights. Default Weighted when divided.</summary>
    [EnumValues(ReplicaDivisionPreferences.Aggregated, ReplicaDivisionPreferences.Weighted)]
    public string? ReplicaDivisionPreference { get; init; }

    /// <summary>The weights. Without it, all members weigh the same.</summary>
    public ClusterPreferences? WeightPreference { get; init; }

    /// <summary>
    /// Bounds and inertia of a division by weight, and what LatencyAndLoad measures. With it AvailableReplicas divides the whole room of each
    /// member instead of what is left of it, so that the result does not depend on the steps that led there.
    /// </summary>
    public Weighting? Weighting { get; init; }
}
