using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>Gives replicas to the selected members.</summary>
internal static class AssignmentStage
{
    /// <summary>Writes <see cref="Workspace.Assigned"/>; false when the members cannot hold the replicas.</summary>
    public static bool Run(Workspace work)
    {
        var tiers = work.Affinity.Overflow.Length + 1;
        if (tiers == 1) return Divide(work, work.Scratch[..Bits.CopyIndices(work.Selected, work.Scratch)], work.Request.Replicas);

        var remaining = work.Request.Replicas;
        for (var tier = 0; tier < tiers; tier++)
        {
            var members = Tier(work, tier);
            long room = 0;
            foreach (var i in members) room += work.Divisible(i);
            var share = (int)Math.Min(remaining, room);
            if (share == 0) continue;
            if (!Divide(work, members, share)) return false;
            remaining -= share;
        }

        if (remaining == 0) return true;
        work.Failure = $"{remaining} of {work.Request.Replicas} replicas fit neither the primary selection nor its overflow";
        return false;
    }

    private static Span<int> Tier(Workspace work, int tier)
    {
        var count = 0;
        foreach (var i in work.Scratch[..Bits.CopyIndices(work.Selected, work.Scratch)])
        {
            if (work.Tiers[i] == tier) work.Scratch[count++] = i;
        }

        return work.Scratch[..count];
    }

    private static bool Divide(Workspace work, Span<int> members, int replicas)
    {
        if (work.Request.Placement.KeepsToBounds) return BoundedDivision.Run(work, members, replicas);
        switch (work.Request.Placement.Strategy)
        {
            case DivisionStrategy.Duplicated:
                foreach (var i in members) work.Assigned[i] = replicas;
                return true;
            case DivisionStrategy.StaticWeight:
                StaticWeights.Fill(work, members);
                Webster.AllocateAmong(members, work.Weights, work.Assigned, replicas, Webster.LargerNameFirst(work.Request.Uid));
                return true;
            default:
                return RoomDivision.Run(work, members, replicas);
        }
    }
}
