using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Load of a member.</summary>
public sealed record LoadTelemetry
{
    /// <summary>Used processor time, percent of what nodes offer.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Used memory, percent of what nodes offer.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>How it was measured, for example MetricsAPI.</summary>
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
