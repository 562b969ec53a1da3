using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;

namespace Loadline.Placement.Decisions;

/// <summary>Reads what a decision made of each member out of its working.</summary>
internal static class MemberDecisions
{
    public static MemberDecision[] Of(Workspace work, PlacementOutcome outcome)
    {
        long weightTotal = 0;
        foreach (var weight in work.Weights) weightTotal += weight;
        var words = new DecisionWords(work, outcome, weightTotal);
        var measured = work.Request.Placement.Strategy == DivisionStrategy.LatencyAndLoad;
        var members = new MemberDecision[work.Count];
        var row = 0;
        for (var i = 0; i < members.Length; i++) members[i] = Member(work, i, words, measured, Row(work, i, ref row));
        return members;
    }

    /// <summary>The member's row in the weight loop's decision, or -1. Members and rows are in name order, so that one walk finds all.</summary>
    private static int Row(Workspace work, int i, ref int next)
    {
        if (work.Outcome is not { } outcome || next >= outcome.Names.Count || outcome.Names[next] != work.Snapshot.Topology.Names[i]) return -1;
        return next++;
    }

    private static MemberDecision Member(Workspace work, int i, DecisionWords words, bool measured, int row)
    {
        var name = work.Snapshot.Topology.Names[i];
        if (FilterStage.Refusal(work, i) is { } filter) return new(words, i) { Cluster = name, RefusedBy = filter, Previous = work.Previous[i] };
        var selected = Bits.Contains(work.Selected, i);
        var divided = selected && words.Outcome == PlacementOutcome.Placed && work.Request.IsWorkload;
        var weighed = divided && words.WeightTotal > 0;
        return new(words, i, row)
        {
            Cluster = name,
            Selected = selected,
            Replicas = divided ? work.Assigned[i] : null,
            Previous = work.Previous[i],
            Room = work.Request.Replicas > 0 ? work.Allocatable[i] : null,
            Score = work.Score(i),
            Order = work.Ranked && selected ? work.Ranks[i] + 1 : null,
            Group = work.Bound.Groups?.TextOf(i) ?? "",
            Tier = work.Tiers[i],
            Weight = weighed ? work.Weights[i] : null,
            WeightTotal = weighed ? words.WeightTotal : null,
            MinReplicas = work.Bound.MinReplicas?[i] is > 0 and var least ? least : null,
            MaxReplicas = work.Bound.MaxReplicas?[i] is < int.MaxValue and var most ? most : null,
            RttMs = measured ? work.Snapshot.Signals[i].RttP50Ms : null,
            CpuLoad = measured ? work.Snapshot.Signals[i].CpuLoad : null,
        };
    }
}
