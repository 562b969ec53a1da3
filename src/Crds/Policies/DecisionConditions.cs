using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>When an application counts as failed.</summary>
public sealed record DecisionConditions
{
    /// <summary>How long it may be unhealthy, in seconds.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(int.MaxValue)]
    [DefaultValue(300)]
    public int? TolerationSeconds { get; init; }
}
