using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>One field that survives a failover.</summary>
public sealed record StatePreservationRule
{
    /// <summary>Label that carries the value.</summary>
    [Length(1, Limits.LabelKey)]
    public required string AliasLabelName { get; init; }

    /// <summary>JSON path of the value in the status.</summary>
    [Length(1, Limits.Path)]
    public required string JsonPath { get; init; }
}
