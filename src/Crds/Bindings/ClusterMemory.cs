using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>What the weight loop remembers of one member.</summary>
public sealed record ClusterMemory
{
    /// <summary>The member.</summary>
    [Length(1, Limits.ClusterName)]
    public required string Name { get; init; }

    /// <summary>Replicas that were decided last.</summary>
    public int? Desired { get; init; }

    /// <summary>Replicas that were ready then.</summary>
    public int? Ready { get; init; }

    /// <summary>When it last gave replicas away: for a while it gets none.</summary>
    public DateTimeOffset? LoweredAt { get; init; }

    /// <summary>Set while the member is lost.</summary>
    public bool? Lost { get; init; }

    /// <summary>When it was lost last.</summary>
    public DateTimeOffset? DownSince { get; init; }

    /// <summary>When it was lost the time before.</summary>
    public DateTimeOffset? EarlierDown { get; init; }

    /// <summary>When it came back last.</summary>
    public DateTimeOffset? UpSince { get; init; }

    /// <summary>Failures, half of which are forgotten every five minutes.</summary>
    public double? Penalty { get; init; }

    /// <summary>When that number was found.</summary>
    public DateTimeOffset? PenaltyAt { get; init; }

    /// <summary>When replicas last became ready there: for a while they are slow, not hot.</summary>
    public DateTimeOffset? WarmingSince { get; init; }

    /// <summary>Smoothed round trips in milliseconds, one for each origin; -1 for one that is not known.</summary>
    [Items(max: Limits.Origins)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<double>? RttMs { get; init; }

    /// <summary>When the last round trip was measured.</summary>
    public DateTimeOffset? RttAt { get; init; }

    /// <summary>Used part of the nodes' processors, 0 to 1.</summary>
    public double? NodeCpu { get; init; }

    /// <summary>Used part of what the workload's own replicas can do, 0 to 1.</summary>
    public double? Utilization { get; init; }

    /// <summary>Cores that others use, smoothed.</summary>
    public double? OtherCores { get; init; }

    /// <summary>When the last load was measured.</summary>
    public DateTimeOffset? LoadAt { get; init; }

    /// <summary>Speed of a replica when the division last changed, as the model had it.</summary>
    public double? CapacityThen { get; init; }

    /// <summary>Round trip when the division last changed, in milliseconds.</summary>
    public double? RttThen { get; init; }

    /// <summary>The reason that was given last.</summary>
    [Length(max: Limits.Word)]
    public string? Reason { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? ReasonSince { get; init; }
}
