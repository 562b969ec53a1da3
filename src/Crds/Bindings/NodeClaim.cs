using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Nodes that a replica can run on.</summary>
public sealed record NodeClaim
{
    /// <summary>Required node affinity of its pods.</summary>
    [XMapType(XMapType.Atomic)]
    public NodeSelector? HardNodeAffinity { get; init; }

    /// <summary>Labels that the node must have.</summary>
    [PropertyLimits(max: 64)]
    [ItemLength(max: Limits.DnsLabel)]
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Taints of nodes that its pods tolerate.</summary>
    [Items(max: 64)]
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }
}
