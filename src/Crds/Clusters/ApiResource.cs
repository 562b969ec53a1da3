using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A kind and its resource name.</summary>
public sealed record ApiResource
{
    /// <summary>Plural resource name, for example deployments.</summary>
    [Length(max: Limits.Name)]
    public required string Name { get; init; }

    /// <summary>Kind, for example Deployment.</summary>
    [Length(max: Limits.Kind)]
    public required string Kind { get; init; }
}
