using Loadline.Placement.Weights;

namespace Loadline.Placement.Compilation;

/// <summary>How weights bind and move replicas.</summary>
internal sealed record WeightingRule
{
    /// <summary>What a typical request costs beside the network; sets how strongly distance counts.</summary>
    public double ServiceTimeMs { get; init; } = 20;

    /// <summary>Noise of the weights, in percent, that moves nothing.</summary>
    public double HysteresisPercent { get; init; } = 10;

    /// <summary>
    /// By how much one claim must exceed another for replicas to begin to move: 1 + h, and where weights are measured (1 + h) / (1 − h),
    /// because either of the two may be off by h.
    /// </summary>
    public double ClaimRatio { get; init; } = 1.1;

    /// <summary>
    /// By how much for more to follow: 1 + h, and where weights are measured 1, so that the next noise finds the division in the
    /// middle of its band and not at the edge.
    /// </summary>
    public double SettleRatio { get; init; } = 1.1;

    /// <summary>Improvement of the division, in percent, below which nothing moves.</summary>
    public double BenefitPercent { get; init; } = 2;

    /// <summary>Most replicas that one decision moves; with <see cref="BudgetIsPercent"/> in percent of the replicas.</summary>
    public int MoveBudget { get; init; } = int.MaxValue;

    public bool BudgetIsPercent { get; init; }

    public RebalanceStrategy Rebalance { get; init; } = RebalanceStrategy.Continuous;

    /// <summary>The knobs of the weight loop, where weights are measured.</summary>
    public WeightSpec Loop { get; init; } = WeightSpec.Default;

    public BoundRule[] Bounds { get; init; } = [];

    /// <summary>The budget in replicas; a percentage lets at least one move, or nothing ever would.</summary>
    public int Budget(int replicas) =>
        !BudgetIsPercent ? MoveBudget : MoveBudget == 0 ? 0 : (int)Math.Min(int.MaxValue, Math.Max(1, (long)MoveBudget * replicas / 100));
}
