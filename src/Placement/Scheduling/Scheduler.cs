using Loadline.Placement.Compilation;
using Loadline.Placement.Decisions;
using Loadline.Registry;

namespace Loadline.Placement.Scheduling;

/// <summary>Stage 2: which members hold a workload, and how many replicas each. Pure: equal input gives an equal answer.</summary>
public static class Scheduler
{
    /// <summary>Places one workload.</summary>
    /// <param name="request">The workload.</param>
    /// <param name="snapshot">The fleet.</param>
    /// <param name="keepWorking">
    /// Keeps the working for <see cref="PlacementResult.Decision"/>, some thirty bytes for each member. Without it the decision is made
    /// again when its reasons are asked for, which needs the same <see cref="PlacementRequest.Assumed"/> as now.
    /// </param>
    public static PlacementResult Place(PlacementRequest request, ClusterSnapshot snapshot, bool keepWorking = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(snapshot);
        using var work = new Workspace(request, snapshot);
        var outcome = Run(work);
        var targets = outcome == PlacementOutcome.Placed ? Targets(work) : [];
        var (affinity, failure, measured) = (request.Placement.Terms[work.Term].Name, work.Failure, work.Outcome);
        // Last, because it tries the other terms in the same workspace.
        // A loop that remembers cannot be asked twice.
        var decision = keepWorking || work.Outcome is not null ? DecisionBuilder.Build(work, outcome) : null;
        return new(request, snapshot, failure, decision)
        {
            Outcome = outcome,
            Targets = targets,
            AffinityName = affinity,
            Measured = measured,
        };
    }

    /// <summary>The first term to try: the one in use, never an earlier one, unless a new division was asked for.</summary>
    internal static int FirstTerm(PlacementRequest request)
    {
        if (!request.Placement.Ordered || request.Fresh) return 0;
        var observed = Array.FindIndex(request.Placement.Terms, term => term.Name == request.ObservedAffinity);
        return Math.Max(0, observed);
    }

    /// <summary>Tries the terms in order; when all fail, the workspace shows the first failure.</summary>
    internal static PlacementOutcome Run(Workspace work)
    {
        var first = FirstTerm(work.Request);
        for (var term = first; term < work.Request.Placement.Terms.Length; term++)
        {
            var outcome = TryTerm(work, term);
            if (outcome == PlacementOutcome.Placed) return outcome;
        }

        return TryTerm(work, first);
    }

    internal static PlacementOutcome TryTerm(Workspace work, int term)
    {
        work.BeginTerm(term);
        FilterStage.Run(work);
        if (!Any(work.Feasible)) return PlacementOutcome.NoClusterFit;
        CapacityEstimator.Run(work);
        if (work.Request.IsWorkload && work.Affinity.Overflow.Length > 0) SetTiers(work);
        if (!SelectionStage.Run(work)) return PlacementOutcome.SelectFailed;
        return !work.Request.IsWorkload || AssignmentStage.Run(work) ? PlacementOutcome.Placed : PlacementOutcome.Unschedulable;
    }

    private static void SetTiers(Workspace work)
    {
        for (var i = 0; i < work.Count; i++)
        {
            if (Bits.Contains(work.Feasible, i)) work.Tiers[i] = work.Affinity.TierOf(i);
        }
    }

    private static bool Any(ReadOnlySpan<ulong> set)
    {
        foreach (var word in set)
        {
            if (word != 0) return true;
        }

        return false;
    }

    private static PlacementTarget[] Targets(Workspace work)
    {
        var workload = work.Request.IsWorkload;
        var members = work.Scratch[..Bits.CopyIndices(work.Selected, work.Scratch)];
        var count = 0;
        foreach (var i in members)
        {
            if (!workload || work.Assigned[i] > 0) members[count++] = i;
        }

        var targets = new PlacementTarget[count];
        var names = work.Snapshot.Topology.Names;
        for (var t = 0; t < targets.Length; t++) targets[t] = new(names[members[t]], workload ? work.Assigned[members[t]] : null);
        return targets;
    }
}
