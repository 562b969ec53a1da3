namespace Loadline.Bench.Propagate;

/// <summary>A set of latencies in milliseconds and its order statistics (nearest rank).</summary>
internal sealed class Latencies
{
    private readonly double[] _sorted;

    public Latencies(IEnumerable<double> milliseconds) => _sorted = [.. milliseconds.Order()];

    public int Count => _sorted.Length;

    public double At(double percentile) =>
        _sorted.Length == 0 ? double.NaN : _sorted[Math.Max(0, (int)Math.Ceiling(percentile / 100 * _sorted.Length) - 1)];

    public override string ToString() =>
        FormattableString.Invariant($"p50 {At(50):0.0} ms   p90 {At(90):0.0} ms   p99 {At(99):0.0} ms   max {At(100):0.0} ms");
}
