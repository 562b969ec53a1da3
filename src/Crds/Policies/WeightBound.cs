using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Least and greatest number of replicas in each of the members that match.</summary>
[ValidationRule("!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas", "minReplicas must not be greater than maxReplicas")]
public sealed record WeightBound
{
    /// <summary>The members.</summary>
    public required ClusterAffinity TargetCluster { get; init; }

    /// <summary>Least number of replicas. Default 0.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(int.MaxValue)]
    public int? MinReplicas { get; init; }

    /// <summary>Greatest number of replicas. Without it there is no bound.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(int.MaxValue)]
    public int? MaxReplicas { get; init; }
}
