using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>What one replica asks for.</summary>
public sealed record ReplicaRequirements
{
    /// <summary>Nodes that it can run on.</summary>
    public NodeClaim? NodeClaim { get; init; }

    /// <summary>Resources by name.</summary>
    [PropertyLimits(max: 64)]
    public IReadOnlyDictionary<string, ResourceQuantity>? ResourceRequest { get; init; }

    /// <summary>Namespace whose quota counts.</summary>
    [Length(max: Limits.DnsLabel)]
    public string? Namespace { get; init; }

    /// <summary>Priority class of its pods.</summary>
    [Length(max: Limits.Name)]
    public string? PriorityClassName { get; init; }
}
