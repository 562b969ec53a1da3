using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>Chooses among the feasible members those that the spread constraints ask for.</summary>
internal static class SelectionStage
{
    /// <summary>Groups alone were asked for: the best member of each is enough.</summary>
    private static readonly SpreadRule OneForEachGroup = new(SpreadField.Cluster, null, 1, 0);

    /// <summary>Marks the selected members; on failure says why in <see cref="Workspace.Failure"/>.</summary>
    public static bool Run(Workspace work)
    {
        var placement = work.Request.Placement;
        if (placement.Spread.Length == 0 || placement.IgnoresSpread)
        {
            work.Feasible.CopyTo(work.Selected);
            return true;
        }

        var candidates = work.Order[..Bits.CopyIndices(work.Feasible, work.Order)];
        candidates.Sort(new CandidateOrder(work));
        var clusterRule = placement.SpreadOver(SpreadField.Cluster) ?? OneForEachGroup;
        return placement.GroupRule is { } groupRule
            ? GroupSelection.Run(work, candidates, groupRule, clusterRule)
            : ByCluster(work, candidates, clusterRule);
    }

    private static bool ByCluster(Workspace work, Span<int> candidates, SpreadRule rule)
    {
        if (candidates.Length < rule.Min)
        {
            work.Failure = $"{candidates.Length} members fit, spread over at least {rule.Min} is asked for";
            return false;
        }

        var need = Math.Min(candidates.Length, rule.Max);
        if (work.Request.Placement.Strategy != DivisionStrategy.Duplicated && !MakeRoom(work, candidates, need))
        {
            work.Failure = $"no {need} of the {candidates.Length} members that fit have room for {work.Request.Replicas} replicas together";
            return false;
        }

        for (var rank = 0; rank < need; rank++) work.Select(candidates[rank], rank);
        return true;
    }

    /// <summary>Exchanges the last of the chosen for roomier ones of the rest until the replicas fit.</summary>
    private static bool MakeRoom(Workspace work, Span<int> candidates, int need)
    {
        long room = 0;
        foreach (var member in candidates[..need]) room += work.Available(member);
        for (var i = need - 1; i >= 0 && room < work.Request.Replicas; i--)
        {
            var best = i;
            for (var j = need; j < candidates.Length; j++)
            {
                if (work.Available(candidates[j]) > work.Available(candidates[best])) best = j;
            }

            if (best == i) continue;
            room += work.Available(candidates[best]) - work.Available(candidates[i]);
            (candidates[i], candidates[best]) = (candidates[best], candidates[i]);
        }

        return room >= work.Request.Replicas;
    }
}
