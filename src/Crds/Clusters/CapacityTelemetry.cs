using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>What a member can carry.</summary>
public sealed record CapacityTelemetry
{
    /// <summary>Requests per second that its replicas can complete.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Processor cores that are free.</summary>
    public double? FreeCpu { get; init; }

    /// <summary>How it was estimated.</summary>
    [Length(max: Limits.Word)]
    public string? Source { get; init; }

    /// <summary>Age of the youngest sample when this was written.</summary>
    [Length(max: Limits.Duration)]
    public string? SampleAge { get; init; }
}
