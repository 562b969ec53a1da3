using System.Diagnostics.CodeAnalysis;

namespace Loadline.Simulator.Faults;

/// <summary>Faults drawn from a seed: the same seed and the same requests give the same faults. Switch it off and the network is perfect.</summary>
[SuppressMessage("Security", "CA5394", Justification = "A simulation must be repeatable.")]
public sealed class SeededFaults(int seed, double ratio)
{
    private readonly Random _random = new(seed);

    /// <summary>Whether anything goes wrong. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The <see cref="FaultScript"/>.</summary>
    public RequestFault? Next(FaultTarget request)
    {
        if (!Enabled || _random.NextDouble() >= ratio) return null;
        var delay = _random.Next(4) == 0 ? TimeSpan.FromMilliseconds(_random.Next(8_000)) : TimeSpan.Zero;
        return _random.Next(8) switch
        {
            0 => new() { Delay = delay, Reset = true },
            1 => new() { Delay = delay, Reset = true, AfterEffect = true },
            2 => new() { Delay = delay, Status = 429, RetryAfterSeconds = _random.Next(1, 4) },
            3 => new() { Delay = delay, Status = _random.Next(2) == 0 ? 500 : 503, RetryAfterSeconds = _random.Next(2) == 0 ? 1 : null },
            4 => new() { Delay = delay, Status = request.IsWatch ? 410 : 504 },
            5 => new() { Delay = delay, StallAfterBytes = _random.Next(6_000) },
            6 or 7 => new() { Delay = delay, CutAfterBytes = _random.Next(6_000) },
            _ => null,
        };
    }
}
