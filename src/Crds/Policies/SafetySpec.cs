using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Limits on what a change may do to running replicas.</summary>
public sealed record SafetySpec
{
    /// <summary>Ready replicas over all members, in percent of those wanted, that a move must not go below.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(100)]
    [DefaultValue(100)]
    public int? MinReadyPercent { get; init; }

    /// <summary>Replicas above the wanted number that may exist while moving: a number or a percentage.</summary>
    [DefaultValue("20%")]
    [Pattern(Limits.PercentPattern)]
    [RangeMinimum(0)]
    [RangeMaximum(int.MaxValue)]
    public IntOrString? MaxSurge { get; init; }

    /// <summary>Objects of this policy that may be removed from members in one window before everything is held: a number or a percentage.</summary>
    [DefaultValue("20%")]
    [Pattern(Limits.PercentPattern)]
    [RangeMinimum(0)]
    [RangeMaximum(int.MaxValue)]
    public IntOrString? RemovalBudget { get; init; }

    /// <summary>Voluntary moves happen only inside these windows. Without them, at any time.</summary>
    [Items(max: 32)]
    public IReadOnlyList<MoveWindow>? MoveWindows { get; init; }
}
