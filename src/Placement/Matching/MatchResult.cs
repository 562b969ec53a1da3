namespace Loadline.Placement.Matching;

/// <summary>Which policy owns a template.</summary>
/// <param name="Winner">The owner; null when no policy selects the template.</param>
/// <param name="Losers">The other policies that select it, best first.</param>
public sealed record MatchResult(PolicyMatch? Winner, IReadOnlyList<PolicyLoss> Losers)
{
    /// <summary>No policy selects the template.</summary>
    public static MatchResult None { get; } = new(null, []);
}
