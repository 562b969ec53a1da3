namespace Loadline.Operator.Sensing;

/// <summary>An exponential average of samples that come at irregular times: a sample's weight is 1 − 2^(−Δt/half-life).</summary>
internal sealed class Ewma(TimeSpan halfLife)
{
    /// <summary>The average; null before the first sample.</summary>
    public double? Value { get; private set; }

    /// <summary>Starts from a value that was kept from before.</summary>
    public void Seed(double value) => Value = value;

    /// <summary>Adds a sample.</summary>
    /// <param name="sample">Sample.</param>
    /// <param name="sinceLast">Time since the sample before, on a monotonic clock.</param>
    public double Add(double sample, TimeSpan sinceLast)
    {
        var weight = Value is null ? 1 : 1 - Math.Pow(2, -Math.Max(sinceLast.TotalSeconds, 0) / halfLife.TotalSeconds);
        var next = Value is { } value ? value + (weight * (sample - value)) : sample;
        Value = next;
        return next;
    }
}
