using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>What became of a policy.</summary>
public sealed record PropagationPolicyStatus
{
    /// <summary>Generation of the spec that this status is about.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Number of templates that the policy owns.</summary>
    public int? MatchedTemplates { get; init; }

    /// <summary>Totals for the columns of kubectl get.</summary>
    public StatusSummary? Summary { get; init; }

    /// <summary>Templates that the policy selects and another policy owns; the first 20.</summary>
    [Items(max: 100)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<PolicyConflict>? Conflicts { get; init; }

    /// <summary>State, aspect by aspect.</summary>
    [Items(max: 32)]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
