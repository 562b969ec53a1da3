using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>How a division by weight is bounded and when it moves replicas; origins, serviceTime, utilization and signals are for LatencyAndLoad.</summary>
public sealed record Weighting
{
    /// <summary>Where demand comes from. Without it, from the hub.</summary>
    [Items(max: Limits.Origins)]
    public IReadOnlyList<DemandOrigin>? Origins { get; init; }

    /// <summary>Time that one request takes on an idle replica, used until it can be measured, for example 20ms.</summary>
    [Length(max: Limits.Duration)]
    [Pattern(Limits.DurationPattern)]
    public string? ServiceTime { get; init; }

    /// <summary>What load means: processor time, requests in flight, or a query. Auto takes the best of these that can be measured.</summary>
    [EnumValues("Auto", "CPU", "Concurrency", "PromQL")]
    [DefaultValue("Auto")]
    public string? Utilization { get; init; }

    /// <summary>Where the measurements come from.</summary>
    public WeightingSignals? Signals { get; init; }

    /// <summary>Least and greatest numbers of replicas per member.</summary>
    [Items(max: 256)]
    public IReadOnlyList<WeightBound>? Bounds { get; init; }

    /// <summary>When and how fast replicas move as the measurements change.</summary>
    public Rebalance? Rebalance { get; init; }
}
