using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>Selection by region, or by zone, provider or label: first the groups, then the members in them.</summary>
internal static class GroupSelection
{
    /// <summary>Makes "holds the replicas" outrank any sum of scores.</summary>
    private const long WeightUnit = 1000;

    public static bool Run(Workspace work, ReadOnlySpan<int> candidates, SpreadRule groupRule, SpreadRule clusterRule)
    {
        var groups = Group(work, candidates);
        if (groups.Count < groupRule.Min)
        {
            work.Failure = $"members that fit are in {groups.Count} {groupRule.FieldName} groups, spread over at least {groupRule.Min} is asked for";
            return false;
        }

        foreach (var group in groups) group.Weight = WeightOf(work, group, groupRule, clusterRule);
        if (GroupCombinations.Best(groups, groupRule, clusterRule.Min) is not { } chosen)
        {
            work.Failure = $"no {groupRule.Min} to {(groupRule.Max == int.MaxValue ? groups.Count : groupRule.Max)} {groupRule.FieldName} groups "
                + $"have {clusterRule.Min} members that fit together";
            return false;
        }

        SelectMembers(work, candidates, chosen, clusterRule);
        return true;
    }

    private static List<SpreadGroup> Group(Workspace work, ReadOnlySpan<int> candidates)
    {
        var index = work.Bound.Groups!;
        var byId = new SpreadGroup?[index.Names.Length];
        foreach (var member in candidates)
        {
            foreach (var id in index.Of(member)) (byId[id] ??= new(index.Names[id])).Members.Add(member);
        }

        var groups = new List<SpreadGroup>(byId.Length);
        foreach (var group in byId)
        {
            if (group is not null) groups.Add(group);
        }

        return groups;
    }

    private static long WeightOf(Workspace work, SpreadGroup group, SpreadRule groupRule, SpreadRule clusterRule) =>
        work.Request.Placement.Strategy == DivisionStrategy.Duplicated
            ? WeightOfDuplicated(work, group)
            : WeightOfDivided(work, group, groupRule, clusterRule);

    private static long WeightOfDuplicated(Workspace work, SpreadGroup group)
    {
        long valid = 0, score = 0;
        foreach (var member in group.Members)
        {
            if (work.Available(member) < work.Request.Replicas) continue;
            valid++;
            score += work.Score(member);
        }

        return valid == 0 ? 0 : valid * WeightUnit + score / valid;
    }

    private static long WeightOfDivided(Workspace work, SpreadGroup group, SpreadRule groupRule, SpreadRule clusterRule)
    {
        var target = (work.Request.Replicas + groupRule.Min - 1L) / groupRule.Min;
        var atLeast = Math.Max(clusterRule.Min, groupRule.Min);
        long room = 0, score = 0, used = 0;
        foreach (var member in group.Members)
        {
            room += work.Available(member);
            score += work.Score(member);
            used++;
            if (used >= atLeast && room >= target) break;
        }

        return room < target ? room * WeightUnit + score / group.Members.Count : target * WeightUnit + score / used;
    }

    /// <summary>One member of every group, even beyond the cluster maximum, then the best of the rest up to it.</summary>
    private static void SelectMembers(Workspace work, ReadOnlySpan<int> candidates, SpreadGroup[] groups, SpreadRule clusterRule)
    {
        var pool = work.Scratch;
        pool.Clear();
        var (total, taken) = (0, 0);
        foreach (var group in groups)
        {
            foreach (var member in group.Members)
            {
                if (pool[member] == 0) total++;
                pool[member] = 1;
            }

            // A member of several zones may already stand for this one.
            if (Bits.Contains(work.Selected, group.Members[0])) continue;
            work.Select(group.Members[0], taken++);
        }

        var need = Math.Min(total, clusterRule.Max);
        foreach (var member in candidates)
        {
            if (taken >= need) return;
            if (pool[member] == 0 || Bits.Contains(work.Selected, member)) continue;
            work.Select(member, taken++);
        }
    }
}
