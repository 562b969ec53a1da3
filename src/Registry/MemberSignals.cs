namespace Loadline.Registry;

/// <summary>What was measured of a member. A null measurement is unknown: it is never read as zero.</summary>
public sealed record MemberSignals
{
    /// <summary>Nothing was ever measured.</summary>
    public static MemberSignals None { get; } = new();

    /// <summary>Median round trip in milliseconds.</summary>
    public double? RttP50Ms { get; init; }

    /// <summary>95th percentile of the round trip in milliseconds.</summary>
    public double? RttP95Ms { get; init; }

    /// <summary>Use of CPU as a share of capacity, 0 to 1.</summary>
    public double? CpuLoad { get; init; }

    /// <summary>Use of memory as a share of capacity, 0 to 1.</summary>
    public double? MemoryLoad { get; init; }

    /// <summary>When the newest of these was received; null when nothing was.</summary>
    public DateTimeOffset? SampleTime { get; init; }

    /// <summary>Where they come from, such as <c>Probe</c> or <c>MetricsAPI</c>.</summary>
    public string Source { get; init; } = "";
}
