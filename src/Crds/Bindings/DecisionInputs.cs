namespace Loadline.Crds;

/// <summary>Measurements of one member that a decision rests on.</summary>
public sealed record DecisionInputs
{
    /// <summary>Round trip, milliseconds.</summary>
    public DecisionInput? RttMs { get; init; }

    /// <summary>Requests per second, or replicas, that it can carry.</summary>
    public DecisionInput? Capacity { get; init; }

    /// <summary>Used part of the capacity, 1 meaning all.</summary>
    public DecisionInput? Utilization { get; init; }

    /// <summary>
    /// Cores that the workload's own pods there use. Where that is not measured the source is "Assumed: " and the reason, and replicas are taken to be half busy.
    /// </summary>
    public DecisionInput? OwnCores { get; init; }

    /// <summary>Replicas that it has room for.</summary>
    public DecisionInput? Headroom { get; init; }
}
