namespace Loadline.Operator.Sensing;

/// <summary>Round-trip time as decisions want it.</summary>
/// <param name="FastMs">Average of the running median, half-life 4 s.</param>
/// <param name="SlowMs">Average of the running median, half-life 20 s.</param>
/// <param name="P95Ms">95th percentile of the window.</param>
internal readonly record struct RttEstimate(double FastMs, double SlowMs, double P95Ms);

/// <summary>
/// Round-trip time from single probes: the median of the last five kills outliers, two exponential averages of it smooth what is left.
/// Owned by one loop.
/// </summary>
internal sealed class RttEstimator
{
    private const int MedianOf = 5;
    private const int Window = 30;

    private readonly Ewma _fast = new(TimeSpan.FromSeconds(4));
    private readonly Ewma _slow = new(TimeSpan.FromSeconds(20));
    private readonly double[] _samples = new double[Window];
    private int _count;

    /// <summary>Starts from averages that were kept from before, so that a new process is not blind.</summary>
    public void Seed(double fastMs, double slowMs)
    {
        _fast.Seed(fastMs);
        _slow.Seed(slowMs);
    }

    /// <summary>Adds the round trip of a warm probe.</summary>
    /// <param name="ms">Milliseconds.</param>
    /// <param name="sinceLast">Time since the sample before.</param>
    /// <returns>The new estimate; null when the sample is not a time.</returns>
    public RttEstimate? Add(double ms, TimeSpan sinceLast)
    {
        if (!double.IsFinite(ms) || ms < 0) return null;
        _samples[_count++ % Window] = ms;
        var kept = Math.Min(_count, Window);
        Span<double> recent = stackalloc double[Math.Min(_count, MedianOf)];
        for (var i = 0; i < recent.Length; i++) recent[i] = _samples[(_count - 1 - i) % Window];
        recent.Sort();
        var median = recent.Length % 2 == 1 ? recent[recent.Length / 2] : (recent[(recent.Length / 2) - 1] + recent[recent.Length / 2]) / 2;
        Span<double> sorted = stackalloc double[kept];
        _samples.AsSpan(0, kept).CopyTo(sorted);
        sorted.Sort();
        return new(_fast.Add(median, sinceLast), _slow.Add(median, sinceLast), sorted[(int)Math.Ceiling(0.95 * kept) - 1]);
    }
}
