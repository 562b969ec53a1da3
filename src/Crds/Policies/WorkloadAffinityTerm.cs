using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>The label that makes groups of workloads.</summary>
public sealed record WorkloadAffinityTerm
{
    /// <summary>Key of a label of the templates.</summary>
    [Length(1, Limits.LabelKey)]
    public required string GroupByLabelKey { get; init; }
}
