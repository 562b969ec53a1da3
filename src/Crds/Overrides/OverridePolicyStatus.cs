using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>What became of an override policy.</summary>
public sealed record OverridePolicyStatus
{
    /// <summary>Generation of the spec that this status is about.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>State, aspect by aspect.</summary>
    [Items(max: 32)]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
