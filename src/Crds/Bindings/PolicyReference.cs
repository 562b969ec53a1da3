using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Points at the policy that owns a template.</summary>
public sealed record PolicyReference
{
    /// <summary>PropagationPolicy or ClusterPropagationPolicy.</summary>
    [EnumValues(V1Alpha1PropagationPolicy.KindName, V1Alpha1ClusterPropagationPolicy.KindName)]
    public required string Kind { get; init; }

    /// <summary>Namespace; absent for a cluster-wide policy.</summary>
    [Length(max: Limits.DnsLabel)]
    public string? Namespace { get; init; }

    /// <summary>Name.</summary>
    [Length(1, Limits.Name)]
    public required string Name { get; init; }

    /// <summary>Uid.</summary>
    [Length(max: 128)]
    public string? Uid { get; init; }

    /// <summary>Generation of the policy that the decision was made from.</summary>
    public long? Generation { get; init; }
}
