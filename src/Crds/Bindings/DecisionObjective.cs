namespace Loadline.Crds;

/// <summary>Predicted mean latency, milliseconds.</summary>
public sealed record DecisionObjective
{
    /// <summary>Of the division before the decision.</summary>
    public double? CurrentMs { get; init; }

    /// <summary>Of the best division.</summary>
    public double? ProposedMs { get; init; }

    /// <summary>Of the division that was chosen, within the limits on moves.</summary>
    public double? AppliedMs { get; init; }
}
