using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A template that another policy owns.</summary>
public sealed record PolicyConflict
{
    /// <summary>The template, as apiVersion/kind/namespace/name.</summary>
    [Length(max: 1024)]
    public required string Template { get; init; }

    /// <summary>The policy that owns it, as namespace/name, or name for a cluster-wide one.</summary>
    [Length(max: 512)]
    public required string Winner { get; init; }
}
