namespace Loadline.Operator.Sensing;

/// <summary>What a query measures.</summary>
internal enum SignalKind
{
    /// <summary>Network latency in milliseconds.</summary>
    Latency,

    /// <summary>Load, 1 meaning all that there is.</summary>
    Load,
}

/// <summary>A query that some policy wants answered by every member's Prometheus.</summary>
/// <param name="Kind">What the answer is.</param>
/// <param name="Text">PromQL.</param>
internal readonly record struct SignalQuery(SignalKind Kind, string Text)
{
    /// <summary>In a query: the name of the member that is asked about, for a Prometheus that knows several.</summary>
    public const string MemberVariable = "$member";

    /// <summary>The query as it is put for a member.</summary>
    public string For(string member) => Text.Replace(MemberVariable, member, StringComparison.Ordinal);

    /// <summary>A load above this is a mistake in the query and not a load.</summary>
    public const double MaxLoad = 1.5;

    /// <summary>A round trip above this is one no more.</summary>
    public const double MaxLatencyMs = 60_000;

    /// <summary>Whether a value can be what the query is said to measure.</summary>
    public bool IsInRange(double value) => value >= 0 && value <= (Kind == SignalKind.Load ? MaxLoad : MaxLatencyMs);
}
