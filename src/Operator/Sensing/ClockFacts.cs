namespace Loadline.Operator.Sensing;

/// <summary>
/// How far a member's clocks are off the hub's; positive is behind. Nothing is corrected by it, because no age is taken from them, but who reads logs,
/// certificates and metrics of that member should know.
/// </summary>
/// <param name="OfServer">The API server's, by the Date of its answers; null while unknown.</param>
/// <param name="OfMetrics">The least age of what metrics.k8s.io reports: less than nothing only if a node's clock is ahead. Null while unknown.</param>
/// <param name="IsSkewed">Whether somebody should look at it.</param>
internal sealed record ClockFacts(TimeSpan? OfServer, TimeSpan? OfMetrics, bool IsSkewed)
{
    /// <summary>Skew from which it is one.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Skew below which it is none any more.</summary>
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(4);

    /// <summary>The skew that counts; null while unknown.</summary>
    public TimeSpan? Skew => OfMetrics < -Limit && !(OfServer?.Duration() > Limit) ? OfMetrics : OfServer;

    /// <summary>Whose clock that is.</summary>
    public string Whose => OfServer == Skew ? "API server" : "nodes";

    /// <summary>With another skew of the API server.</summary>
    public static ClockFacts WithServer(ClockFacts? facts, TimeSpan skew) => Judged(new(skew, facts?.OfMetrics, facts?.IsSkewed ?? false));

    /// <summary>With another least age of what metrics.k8s.io reports.</summary>
    public static ClockFacts WithMetrics(ClockFacts? facts, TimeSpan age) => Judged(new(facts?.OfServer, age, facts?.IsSkewed ?? false));

    private static ClockFacts Judged(ClockFacts facts) =>
        facts.Skew is { } skew ? facts with { IsSkewed = skew.Duration() > (facts.IsSkewed ? Over : Limit) } : facts;
}
