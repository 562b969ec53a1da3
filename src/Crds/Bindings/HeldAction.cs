using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A write that is held back.</summary>
public sealed record HeldAction
{
    /// <summary>The member that it is for.</summary>
    [Length(max: Limits.ClusterName)]
    public required string Cluster { get; init; }

    /// <summary>What it would do, for example ScaleDown or Delete.</summary>
    [Length(max: Limits.Word)]
    public required string Action { get; init; }

    /// <summary>Why it is held, as one word.</summary>
    [Length(max: Limits.Word)]
    public required string Reason { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What would release it.</summary>
    [Length(max: 1024)]
    public string? ReleasedBy { get; init; }
}
