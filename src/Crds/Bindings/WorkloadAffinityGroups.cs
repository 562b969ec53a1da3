using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Groups that a workload belongs to.</summary>
public sealed record WorkloadAffinityGroups
{
    /// <summary>Group whose workloads go to the same members.</summary>
    [Length(max: 512)]
    public string? AffinityGroup { get; init; }

    /// <summary>Group whose workloads go to different members.</summary>
    [Length(max: 512)]
    public string? AntiAffinityGroup { get; init; }
}
