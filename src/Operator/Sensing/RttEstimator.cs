namespace Loadline.Operator.Sensing;

/// <summary>Round-trip time as decisions want it.</summary>
/// <param name="FastMs">Average of the running median, half-life 4 s.</param>
/// <param name="SlowMs">Average of the running median, half-life 20 s.</param>
/// <param name="P95Ms">95th percentile of the window, lost probes counted as their time limit.</param>
/// <param name="JitterMs">Average of the samples' deviation from the running median, half-life 20 s.</param>
/// <param name="SteadyMs">The round trip as decisions take it: it stays while what is measured differs from it by no more than jitter explains.</param>
/// <param name="Samples">Round trips seen so far.</param>
internal readonly record struct RttEstimate(double FastMs, double SlowMs, double P95Ms, double JitterMs, double SteadyMs, int Samples);

/// <summary>
/// Round-trip time from single probes: the median of the last five kills outliers, two exponential averages of it smooth what is left.
/// A lost probe tells of the tail and of health, and nothing of distance: it is in the percentile and not in the median. Owned by one loop.
/// </summary>
internal sealed class RttEstimator
{
    private const int MedianOf = 5;
    private const int Window = 30;

    /// <summary>Differences that no decision should turn on, whatever the jitter.</summary>
    private const double LeastBandMs = 0.5;
    private const double BandShare = 0.03;

    /// <summary>Bands that the fast average must be off for it to be a step.</summary>
    private const double StepBands = 3;

    private readonly Ewma _fast = new(TimeSpan.FromSeconds(4));
    private readonly Ewma _slow = new(TimeSpan.FromSeconds(20));
    private readonly Ewma _jitter = new(TimeSpan.FromSeconds(20));
    private readonly double[] _recent = new double[MedianOf];
    private readonly double[] _window = new double[Window];
    private double _seededP95 = double.NaN;
    private double _steady = double.NaN;
    private bool _seeded;
    private int _count;
    private int _seen;

    /// <summary>Samples after which the median is one of as many as it is meant to be.</summary>
    public const int Enough = MedianOf;

    /// <summary>Starts from averages that were kept from before, so that a new process is not blind.</summary>
    public void Seed(double fastMs, double slowMs, double p95Ms = double.NaN, double jitterMs = double.NaN, double steadyMs = double.NaN)
    {
        _fast.Seed(fastMs);
        _slow.Seed(slowMs);
        _seededP95 = p95Ms;
        _steady = double.IsFinite(steadyMs) ? steadyMs : slowMs;
        _seeded = true;
        if (double.IsFinite(jitterMs)) _jitter.Seed(jitterMs);
    }

    /// <summary>Adds the round trip of a warm probe.</summary>
    /// <param name="ms">Milliseconds.</param>
    /// <param name="sinceLast">Time since the sample before.</param>
    /// <returns>The new estimate; null when the sample is not a time.</returns>
    public RttEstimate? Add(double ms, TimeSpan sinceLast)
    {
        if (!double.IsFinite(ms) || ms < 0) return null;
        _recent[_count++ % MedianOf] = ms;
        _window[_seen++ % Window] = ms;
        Span<double> recent = stackalloc double[Math.Min(_count, MedianOf)];
        _recent.AsSpan(0, recent.Length).CopyTo(recent);
        recent.Sort();
        var median = recent.Length % 2 == 1 ? recent[recent.Length / 2] : (recent[(recent.Length / 2) - 1] + recent[recent.Length / 2]) / 2;
        var (fast, slow, jitter) = (_fast.Add(median, sinceLast), _slow.Add(median, sinceLast), _jitter.Add(Math.Abs(ms - median), sinceLast));
        return new(fast, slow, P95(), jitter, Steady(fast, slow, jitter), _count);
    }

    /// <summary>Adds a probe that was not answered in time.</summary>
    /// <param name="limitMs">The time limit in milliseconds: it took at least that.</param>
    public void AddLost(double limitMs)
    {
        if (double.IsFinite(limitMs) && limitMs >= 0) _window[_seen++ % Window] = limitMs;
    }

    /// <summary>
    /// A path that jitters has an average that wanders, and who follows it moves things for nothing. A step is believed at once, a drift once the slow
    /// average has left the band.
    /// </summary>
    private double Steady(double fast, double slow, double jitter)
    {
        // The first samples may pay for everything that starts at once; only a value from before stands against them.
        if (double.IsNaN(_steady) || (!_seeded && _count <= MedianOf)) return _steady = fast;
        var band = Math.Max(jitter, Math.Max(LeastBandMs, BandShare * _steady));
        if (Math.Abs(fast - _steady) > StepBands * band) _steady = fast;
        else if (Math.Abs(slow - _steady) > band) _steady = slow;
        return _steady;
    }

    private double P95()
    {
        var kept = Math.Min(_seen, Window);
        Span<double> sorted = stackalloc double[kept];
        _window.AsSpan(0, kept).CopyTo(sorted);
        sorted.Sort();
        var percentile = sorted[(int)Math.Ceiling(0.95 * kept) - 1];
        // A percentile of a few samples is their greatest; what was known before says more.
        return kept < Window / 3 && _seededP95 > percentile ? _seededP95 : percentile;
    }
}
