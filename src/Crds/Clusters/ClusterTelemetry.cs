namespace Loadline.Crds;

/// <summary>What was measured of a member. A new leader starts from these numbers.</summary>
public sealed record ClusterTelemetry
{
    /// <summary>Round trip from the hub.</summary>
    public RttTelemetry? Rtt { get; init; }

    /// <summary>Load.</summary>
    public LoadTelemetry? Load { get; init; }

    /// <summary>How far the member's clock is behind the hub's, seconds; negative is ahead. The least of the last ten minutes.</summary>
    public double? ClockSkewSeconds { get; init; }

    /// <summary>Capacity.</summary>
    public CapacityTelemetry? Capacity { get; init; }
}
