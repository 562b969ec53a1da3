using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Placement.Decisions;

/// <summary>Takes a decision's working out of the workspace; words are made of it only when somebody reads them.</summary>
internal static class DecisionBuilder
{
    /// <summary>Makes a decision again.</summary>
    public static PlacementDecision Build(PlacementRequest request, ClusterSnapshot snapshot)
    {
        using var work = new Workspace(request, snapshot);
        return Build(work, Scheduler.Run(work));
    }

    /// <summary>Of a decision that was just made.</summary>
    public static PlacementDecision Build(Workspace work, PlacementOutcome outcome)
    {
        var kept = work.Keep();
        return new(kept)
        {
            Outcome = outcome,
            Strategy = work.Request.IsWorkload ? work.Request.Placement.Strategy.ToString() : "",
            Replicas = work.Request.Replicas,
            AffinityName = work.Request.Placement.Terms[kept.Term].Name,
            FailedTerms = FailedTerms(work, outcome, kept.Term),
            SnapshotVersion = work.Snapshot.Version,
        };
    }

    private static List<TermAttempt> FailedTerms(Workspace work, PlacementOutcome outcome, int shown)
    {
        var first = Scheduler.FirstTerm(work.Request);
        var last = outcome == PlacementOutcome.Placed ? shown : work.Request.Placement.Terms.Length;
        if (last - first <= (shown >= first && shown < last ? 1 : 0)) return [];
        var attempts = new List<TermAttempt>();
        for (var term = first; term < last; term++)
        {
            if (term == shown) continue;
            var failure = Scheduler.TryTerm(work, term);
            attempts.Add(new(work.Request.Placement.Terms[term].Name, failure, FailureText.Of(work, failure)));
        }

        return attempts;
    }
}
