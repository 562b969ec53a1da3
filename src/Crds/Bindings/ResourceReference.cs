using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Points at a template.</summary>
public sealed record ResourceReference
{
    /// <summary>Group and version.</summary>
    [Length(1, Limits.Name)]
    public required string ApiVersion { get; init; }

    /// <summary>Kind.</summary>
    [Length(1, Limits.Kind)]
    public required string Kind { get; init; }

    /// <summary>Namespace; absent for cluster-scoped templates.</summary>
    [Length(max: Limits.DnsLabel)]
    public string? Namespace { get; init; }

    /// <summary>Name.</summary>
    [Length(1, Limits.Name)]
    public required string Name { get; init; }

    /// <summary>Uid.</summary>
    [Length(max: 128)]
    public string? Uid { get; init; }

    /// <summary>Resource version that the decision was made for.</summary>
    [Length(max: 128)]
    public string? ResourceVersion { get; init; }
}
