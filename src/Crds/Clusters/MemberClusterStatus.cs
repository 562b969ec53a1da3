using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>What is known about a member.</summary>
public sealed record MemberClusterStatus
{
    /// <summary>Generation of the spec that this status is about.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Version of its API server.</summary>
    [Length(max: 128)]
    public string? KubernetesVersion { get; init; }

    /// <summary>Kinds that it serves.</summary>
    [Items(max: 1000)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<ApiEnablement>? ApiEnablements { get; init; }

    /// <summary>State, aspect by aspect.</summary>
    [Items(max: 32)]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Its nodes.</summary>
    public NodeSummary? NodeSummary { get; init; }

    /// <summary>Its resources.</summary>
    public ResourceSummary? ResourceSummary { get; init; }

    /// <summary>Accepted for compatibility; not acted on.</summary>
    [Items(max: 64)]
    [ItemLength(max: Limits.Word)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<string>? RemedyActions { get; init; }

    /// <summary>Measured latency, load and capacity.</summary>
    public ClusterTelemetry? Telemetry { get; init; }

    /// <summary>The verdict on its health and what it rests on.</summary>
    public ClusterHealth? Health { get; init; }
}
