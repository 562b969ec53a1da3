namespace Loadline.Placement.Weights;

/// <summary>Moments of a monotonic clock and what lies between them.</summary>
internal static class Moment
{
    /// <summary>Long before any clock started, and near enough for differences not to overflow.</summary>
    public static readonly TimeSpan Never = TimeSpan.FromDays(-100_000);

    /// <summary>Long after any clock stops.</summary>
    public static readonly TimeSpan Ever = TimeSpan.FromDays(100_000);

    /// <summary>Seconds since then; a moment in the future counts as now.</summary>
    public static double Since(this TimeSpan now, TimeSpan then) => Math.Max(0, (now - (then < Never ? Never : then)).TotalSeconds);
}
