using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>What became of a decision.</summary>
public sealed record ResourceBindingStatus
{
    /// <summary>Generation of the spec that the last decision was made for.</summary>
    public long? SchedulerObservedGeneration { get; init; }

    /// <summary>Affinity term that was used.</summary>
    [Length(max: 32)]
    public string? SchedulerObservingAffinityName { get; init; }

    /// <summary>When the last decision was made.</summary>
    public DateTimeOffset? LastScheduledTime { get; init; }

    /// <summary>Totals for the columns of kubectl get.</summary>
    public StatusSummary? Summary { get; init; }

    /// <summary>State, aspect by aspect.</summary>
    [Items(max: 32)]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>State in each member; over 100 members, the rest is counted in moreClusters.</summary>
    [Items(max: Limits.Clusters)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<AggregatedStatusItem>? AggregatedStatus { get; init; }

    /// <summary>
    /// Members that may hold an object of this template. A member is named here before the first write to it, and leaves when its object is
    /// known to be gone, so that no crash leaves an object behind.
    /// </summary>
    [Items(max: Limits.Clusters)]
    [ItemLength(1, Limits.ClusterName)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<string>? AppliedClusters { get; init; }

    /// <summary>Writes that are held back, and what would release them.</summary>
    [Items(max: 256)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<HeldAction>? Held { get; init; }

    /// <summary>The last decision and its reasons.</summary>
    public Decision? Decision { get; init; }

    /// <summary>Earlier decisions in short, youngest first.</summary>
    [Items(max: 16)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<DecisionSummary>? DecisionHistory { get; init; }
}
