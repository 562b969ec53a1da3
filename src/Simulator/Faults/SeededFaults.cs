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
        return Draw(request) with { Delay = delay };
    }

    private RequestFault Draw(FaultTarget request) => _random.Next(11) switch
    {
        0 => new() { Reset = true },
        1 => new() { Reset = true, AfterEffect = true },
        2 => new() { Status = 429, RetryAfterSeconds = _random.Next(1, 4) },
        3 => new() { Status = _random.Next(2) == 0 ? 500 : 503, RetryAfterSeconds = _random.Next(2) == 0 ? 1 : null },
        4 => new() { Status = request.IsWatch ? 410 : 504 },
        5 => new() { StallAfterBytes = _random.Next(6_000) },
        6 => new() { Late = TimeSpan.FromMilliseconds(_random.Next(20_000)) },
        7 => new() { Behind = _random.Next(1, 12) },
        8 => new() { WithoutBookmarks = true },
        _ => new() { CutAfterBytes = _random.Next(6_000) },
    };
}
