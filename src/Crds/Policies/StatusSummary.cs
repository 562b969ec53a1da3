using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Totals for the columns of kubectl get.</summary>
public sealed record StatusSummary
{
    /// <summary>Members that hold their share, of those chosen, for example 3/3.</summary>
    [Length(max: Limits.Word)]
    public string? Clusters { get; init; }

    /// <summary>Ready replicas, of those wanted, for example 12/12.</summary>
    [Length(max: Limits.Word)]
    public string? Replicas { get; init; }

    /// <summary>Weights of the first eight members, for example "eu-1:58 us-1:42".</summary>
    [Length(max: 1024)]
    public string? Weights { get; init; }

    /// <summary>Traffic weights out of 10,000 of the members that have most, for example "eu-1:5834 us-1:4166"; of bindings only.</summary>
    [Length(max: 1024)]
    public string? Traffic { get; init; }
}
