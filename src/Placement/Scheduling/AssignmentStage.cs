using System.Buffers;
using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>Gives replicas to the selected members.</summary>
internal static class AssignmentStage
{
    /// <summary>Writes <see cref="Workspace.Assigned"/>; false when the members cannot hold the replicas.</summary>
    public static bool Run(Workspace work)
    {
        var overflow = work.Affinity.Overflow.Length;
        if (overflow == 0) return Divide(work, work.Selected, work.Request.Replicas);

        Span<ulong> members = stackalloc ulong[work.Selected.Length];
        var remaining = work.Request.Replicas;
        for (var tier = 0; tier <= overflow; tier++)
        {
            members.Clear();
            long room = 0;
            for (var i = 0; i < work.Count; i++)
            {
                if (work.Tiers[i] != tier || !Bits.Contains(work.Selected, i)) continue;
                Bits.Add(members, i);
                room += work.Divisible(i);
            }

            var share = (int)Math.Min(remaining, room);
            if (share == 0) continue;
            if (!Divide(work, members, share)) return false;
            remaining -= share;
        }

        if (remaining == 0) return true;
        work.Failure = $"{remaining} of {work.Request.Replicas} replicas fit neither the primary selection nor its overflow";
        return false;
    }

    private static bool Divide(Workspace work, ReadOnlySpan<ulong> members, int replicas)
    {
        switch (work.Request.Placement.Strategy)
        {
            case DivisionStrategy.Duplicated:
                for (var i = 0; i < work.Count; i++)
                {
                    if (Bits.Contains(members, i)) work.Assigned[i] = replicas;
                }

                return true;
            case DivisionStrategy.StaticWeight:
                DivideStatically(work, members, replicas);
                return true;
            case DivisionStrategy.LatencyAndLoad:
                return LatencyAndLoadDivision.Run(work, members, replicas);
            default:
                return DivideByRoom(work, members, replicas);
        }
    }

    private static void DivideStatically(Workspace work, ReadOnlySpan<ulong> members, int replicas)
    {
        var any = false;
        for (var i = 0; i < work.Count; i++)
        {
            if (!Bits.Contains(members, i) || work.Bound.StaticWeights is not { } weights) continue;
            work.Weights[i] = weights[i];
            any |= weights[i] > 0;
        }

        for (var i = 0; i < work.Count && !any; i++)
        {
            if (Bits.Contains(members, i)) work.Weights[i] = 1;
        }

        Webster.Allocate(work.Weights, work.Assigned, replicas, Webster.LargerNameFirst(work.Request.Uid));
    }

    /// <summary>
    /// Divides by room. A steady workload keeps what it has: growth goes where room is, shrinking is proportional to what each
    /// member holds.
    /// </summary>
    private static bool DivideByRoom(Workspace work, ReadOnlySpan<ulong> members, int replicas)
    {
        long placed = 0;
        for (var i = 0; i < work.Count; i++)
        {
            if (Bits.Contains(members, i)) placed += work.Previous[i];
        }

        var keep = !work.Request.Fresh && placed <= replicas;
        var target = keep ? replicas - placed : replicas;
        long room = 0;
        for (var i = 0; i < work.Count; i++)
        {
            if (!Bits.Contains(members, i)) continue;
            work.Weights[i] = work.Request.Fresh ? work.Available(i) : keep ? work.Allocatable[i] : work.Previous[i];
            room += work.Weights[i];
        }

        if (target > 0 && room < target)
        {
            work.Failure = $"room for {room} of {target} {(keep && placed > 0 ? "more " : "")}replicas";
            return false;
        }

        if (work.Request.Placement.Strategy == DivisionStrategy.Aggregated && target > 0) KeepFewest(work, members, target);
        if (target > 0) AllocateWithin(work, members, (int)target);
        for (var i = 0; keep && i < work.Count; i++)
        {
            if (Bits.Contains(members, i)) work.Assigned[i] += work.Previous[i];
        }

        return true;
    }

    private static void AllocateWithin(Workspace work, ReadOnlySpan<ulong> members, int target)
    {
        // Tiers are divided one after the other: the weights and seats of the others must not take part.
        var votes = ArrayPool<long>.Shared.Rent(work.Count);
        var rows = votes.AsSpan(0, work.Count);
        for (var i = 0; i < work.Count; i++) rows[i] = Bits.Contains(members, i) ? work.Weights[i] : 0;
        Webster.Allocate(rows, work.Assigned, target, Webster.LargerNameFirst(work.Request.Uid));
        ArrayPool<long>.Shared.Return(votes);
    }

    /// <summary>Takes the weight of all but the fewest members that have room; a steady workload fills those in use first.</summary>
    private static void KeepFewest(Workspace work, ReadOnlySpan<ulong> members, long target)
    {
        var order = work.Scratch[..Bits.CopyIndices(members, work.Scratch)];
        order.Sort(new AggregationOrder(work));
        long room = 0;
        foreach (var member in order)
        {
            if (room >= target) work.Weights[member] = 0;
            else room += work.Weights[member];
        }
    }

    private readonly struct AggregationOrder(Workspace work) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            var order = work.Request.Fresh ? 0 : (work.Previous[y] > 0).CompareTo(work.Previous[x] > 0);
            if (order == 0) order = work.Weights[y].CompareTo(work.Weights[x]);
            if (order != 0) return order;
            return work.Ranked ? work.Ranks[x].CompareTo(work.Ranks[y]) : new CandidateOrder(work).Compare(x, y);
        }
    }
}
