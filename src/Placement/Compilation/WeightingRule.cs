namespace Loadline.Placement.Compilation;

/// <summary>Tuning of <see cref="DivisionStrategy.LatencyAndLoad"/>.</summary>
internal sealed record WeightingRule
{
    /// <summary>What a typical request costs beside the network; sets how strongly distance counts.</summary>
    public double ServiceTimeMs { get; init; } = 20;

    /// <summary>Noise of the weights, in percent, that moves nothing.</summary>
    public double HysteresisPercent { get; init; } = 10;

    public RebalanceStrategy Rebalance { get; init; } = RebalanceStrategy.Continuous;

    public BoundRule[] Bounds { get; init; } = [];
}
