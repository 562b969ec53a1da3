using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Round trip from the hub to a member.</summary>
public sealed record RttTelemetry
{
    /// <summary>Median, milliseconds.</summary>
    public double? P50Ms { get; init; }

    /// <summary>95th percentile, milliseconds.</summary>
    public double? P95Ms { get; init; }

    /// <summary>Moving average, milliseconds.</summary>
    public double? EwmaMs { get; init; }

    /// <summary>The round trip that decisions go by, milliseconds: it stays while jitter explains what is measured.</summary>
    public double? SteadyMs { get; init; }

    /// <summary>Moving average of the deviation from it, milliseconds.</summary>
    public double? JitterMs { get; init; }

    /// <summary>How it was measured, for example Probe.</summary>
    [Length(max: Limits.Word)]
    public string? Source { get; init; }

    /// <summary>How far it is to be trusted, 0 to 1: what the source can know, times how much of it was seen.</summary>
    public double? Confidence { get; init; }

    /// <summary>Age of the youngest sample when this was written.</summary>
    [Length(max: Limits.Duration)]
    public string? SampleAge { get; init; }

    /// <summary>When the youngest sample was taken.</summary>
    public DateTimeOffset? SampleTime { get; init; }
}
