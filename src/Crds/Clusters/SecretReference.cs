using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Names a Secret.</summary>
public sealed record SecretReference
{
    /// <summary>Its namespace.</summary>
    [Length(1, Limits.DnsLabel)]
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    [Length(1, Limits.Name)]
    public required string Name { get; init; }
}
