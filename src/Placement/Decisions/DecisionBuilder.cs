using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Placement.Decisions;

/// <summary>Makes a decision again and reads its working out of the workspace.</summary>
internal static class DecisionBuilder
{
    public static PlacementDecision Build(PlacementRequest request, ClusterSnapshot snapshot)
    {
        using var work = new Workspace(request, snapshot);
        var outcome = Scheduler.Run(work);
        var shown = work.Term;
        var failed = FailedTerms(work, outcome, shown);
        if (failed.Count > 0) Scheduler.TryTerm(work, shown);

        long weightTotal = 0;
        foreach (var weight in work.Weights) weightTotal += weight;
        var members = new MemberDecision[work.Count];
        for (var i = 0; i < members.Length; i++) members[i] = Member(work, i, outcome, weightTotal);
        return new()
        {
            Outcome = outcome,
            Strategy = request.IsWorkload ? request.Placement.Strategy.ToString() : "",
            Replicas = request.Replicas,
            AffinityName = request.Placement.Terms[shown].Name,
            Message = outcome == PlacementOutcome.Placed ? work.Note : FailureText.Of(work, outcome),
            Members = members,
            Refusals = RefusalReport.Collect(work),
            FailedTerms = failed,
            SnapshotVersion = snapshot.Version,
        };
    }

    private static List<TermAttempt> FailedTerms(Workspace work, PlacementOutcome outcome, int shown)
    {
        var attempts = new List<TermAttempt>();
        var last = outcome == PlacementOutcome.Placed ? shown : work.Request.Placement.Terms.Length;
        for (var term = Scheduler.FirstTerm(work.Request); term < last; term++)
        {
            if (term == shown) continue;
            var failure = Scheduler.TryTerm(work, term);
            attempts.Add(new(work.Request.Placement.Terms[term].Name, failure, FailureText.Of(work, failure)));
        }

        return attempts;
    }

    private static MemberDecision Member(Workspace work, int i, PlacementOutcome outcome, long weightTotal)
    {
        var name = work.Snapshot.Topology.Names[i];
        if (FilterStage.Refusal(work, i) is { } filter)
        {
            return new() { Cluster = name, RefusedBy = filter, Reason = RefusalReport.Reason(work, i, filter), Previous = work.Previous[i] };
        }

        var selected = Bits.Contains(work.Selected, i);
        var measured = work.Request.Placement.Strategy == DivisionStrategy.LatencyAndLoad;
        var divided = selected && outcome == PlacementOutcome.Placed && work.Request.IsWorkload;
        return new()
        {
            Cluster = name,
            Reason = Reason(work, i, outcome, selected, weightTotal),
            Selected = selected,
            Replicas = divided ? work.Assigned[i] : null,
            Previous = work.Previous[i],
            Room = work.Request.Replicas > 0 ? work.Allocatable[i] : null,
            Score = work.Score(i),
            Tier = work.Tiers[i],
            Weight = divided && weightTotal > 0 ? work.Weights[i] : null,
            WeightTotal = divided && weightTotal > 0 ? weightTotal : null,
            RttMs = measured ? work.Snapshot.Signals[i].RttP50Ms : null,
            CpuLoad = measured ? work.Snapshot.Signals[i].CpuLoad : null,
        };
    }

    private static string Reason(Workspace work, int i, PlacementOutcome outcome, bool selected, long weightTotal)
    {
        if (!selected) return outcome == PlacementOutcome.SelectFailed ? "fits; selection failed" : "fits, but the spread constraints chose others";
        if (outcome != PlacementOutcome.Placed) return $"fits, with room for {work.Allocatable[i]}";
        return work.Request.IsWorkload ? ShareText.Of(work, i, weightTotal) : "selected";
    }
}
