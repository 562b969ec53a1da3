using Loadline.Placement.Decisions;
using Loadline.Registry;

namespace Loadline.Placement.Scheduling;

/// <summary>Where a workload goes, or why it cannot.</summary>
public sealed class PlacementResult
{
    private readonly PlacementRequest _request;
    private readonly ClusterSnapshot _snapshot;
    private readonly string _failure;
    private PlacementDecision? _decision;

    internal PlacementResult(PlacementRequest request, ClusterSnapshot snapshot, string failure, PlacementDecision? decision)
    {
        _request = request;
        _snapshot = snapshot;
        _failure = failure;
        _decision = decision;
    }

    /// <summary>How it ended.</summary>
    public required PlacementOutcome Outcome { get; init; }

    /// <summary>Members and their replicas in name order; empty unless placed. A workload of 0 replicas is placed on none.</summary>
    public required IReadOnlyList<PlacementTarget> Targets { get; init; }

    /// <summary>The affinity term that was used, or on failure the first that was tried; empty when terms are not ordered.</summary>
    public required string AffinityName { get; init; }

    /// <summary>What the weight loop decided; null unless replicas were divided by measured weights.</summary>
    public MeasuredOutcome? Measured { get; init; }

    /// <summary>Why it failed, with what would change it; empty when placed.</summary>
    public string Message => IsPlaced ? "" : _failure.Length > 0 ? _failure : Decision.Message;

    /// <summary>Whether members were chosen.</summary>
    public bool IsPlaced => Outcome == PlacementOutcome.Placed;

    /// <summary>
    /// The reasons, member by member. Unless the working was kept they are worked out when first asked for, by making the same
    /// decision again: placement is pure, so reasons cost nothing until somebody reads them. The result keeps its snapshot alive.
    /// </summary>
    public PlacementDecision Decision => _decision ??= DecisionBuilder.Build(_request, _snapshot);
}
