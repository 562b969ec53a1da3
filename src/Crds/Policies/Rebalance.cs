using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>When and how fast replicas move.</summary>
public sealed record Rebalance
{
    /// <summary>Continuous follows the measurements; OnChange decides anew only as the template, the policy or the set of members changes; Never keeps the first division.</summary>
    [EnumValues(RebalanceStrategies.Continuous, RebalanceStrategies.OnChange, RebalanceStrategies.Never)]
    [DefaultValue(RebalanceStrategies.Continuous)]
    public string? Strategy { get; init; }

    /// <summary>Least time between two voluntary moves of a workload.</summary>
    [Length(max: Limits.Duration)]
    [Pattern(Limits.DurationPattern)]
    [DefaultValue("60s")]
    public string? MinInterval { get; init; }

    /// <summary>Improvement of the division, in percent, below which nothing moves.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(100)]
    [DefaultValue(2)]
    public int? BenefitPercent { get; init; }

    /// <summary>Change of a share, in percent of itself, below which the share is kept.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(100)]
    [DefaultValue(10)]
    public int? HysteresisPercent { get; init; }

    /// <summary>Replicas above the wanted number that may run while moving, in percent of it.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(100)]
    [DefaultValue(20)]
    public int? SurgePercent { get; init; }

    /// <summary>Replicas that one decision may move between members: a number or a percentage of those wanted. Without it, as many as are worth it.</summary>
    [Pattern(Limits.PercentPattern)]
    [RangeMinimum(0)]
    [RangeMaximum(int.MaxValue)]
    public IntOrString? MoveBudget { get; init; }

    /// <summary>No member gets so many replicas that the others could not carry the demand without it.</summary>
    [DefaultValue(true)]
    public bool? SurviveClusterLoss { get; init; }
}
