namespace Loadline.Bench.Map;

/// <summary>Medians of a contest.</summary>
/// <param name="Ratio">Our time as a share of theirs, in the same round.</param>
/// <param name="Nanoseconds">Our time for one operation.</param>
/// <param name="Bytes">What one of our operations allocates.</param>
internal sealed record Outcome(double Ratio, double Nanoseconds, double Bytes);
