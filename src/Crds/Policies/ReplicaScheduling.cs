using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>How replicas are divided over members.</summary>
[ValidationRule("!has(self.weighting) || (has(self.weightPreference) && has(self.weightPreference.dynamicWeight) && "
    + "self.weightPreference.dynamicWeight == 'LatencyAndLoad')",
    "weighting belongs to weightPreference.dynamicWeight LatencyAndLoad")]
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

    /// <summary>Settings of dynamicWeight LatencyAndLoad.</summary>
    public Weighting? Weighting { get; init; }
}
