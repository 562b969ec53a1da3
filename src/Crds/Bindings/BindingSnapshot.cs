using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A template that refers to this one.</summary>
public sealed record BindingSnapshot
{
    /// <summary>Namespace of its binding.</summary>
    [Length(max: Limits.DnsLabel)]
    public string? Namespace { get; init; }

    /// <summary>Name of its binding.</summary>
    [Length(max: Limits.Name)]
    public required string Name { get; init; }

    /// <summary>Where it is.</summary>
    [Items(max: Limits.Clusters)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<TargetCluster>? Clusters { get; init; }
}
