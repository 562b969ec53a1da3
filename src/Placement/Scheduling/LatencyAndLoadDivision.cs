using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Divides by room, tilted towards members that are near and idle, again at every call.
/// <para>
/// weight = min(available, replicas) · S / (S + RTT) · (1 − load), where S is the service time: the share of a request's time
/// that is spent serving and not waiting for the network, on the part of the member that others leave idle. It falls with RTT
/// and with load. Load is the measured CPU load less what this workload's own replicas request there: a weight that fell with
/// the replicas it attracts would send them back and forth. Available is capped by the replicas asked for, so that a huge far member does not outweigh a near one
/// that is large enough.
/// </para>
/// <para>
/// A missing load counts as the median of those known. A member without RTT gets its share of the prior split
/// (<c>staticWeightList</c>) where there is one, otherwise the median RTT: never zero, which would make the unknown the best.
/// A member that is not ready or not reachable keeps what it has and gets nothing new; only eviction empties it.
/// </para>
/// </summary>
internal static class LatencyAndLoadDivision
{
    public static bool Run(Workspace work, ReadOnlySpan<ulong> members, int replicas)
    {
        var rows = new DivisionRows(work.Count);
        long held = 0, lost = 0;
        for (var i = 0; i < work.Count; i++)
        {
            if (!Bits.Contains(members, i)) continue;
            held += work.Previous[i];
            work.Assigned[i] = work.Previous[i];
            if (!work.Snapshot.Usable.Contains(i)) lost += work.Previous[i];
            else rows.Open(i, work);
        }

        held -= lost;
        if (lost > replicas) lost = ShrinkLost(work, members, replicas, lost, held);
        var divisible = (int)(replicas - lost);
        if (rows.Room < divisible)
        {
            work.Failure = $"room for {rows.Room} of {divisible} replicas on members that are ready and reachable";
            return false;
        }

        if (rows.Floor > divisible)
        {
            work.Failure = $"minReplicas of the bounds add up to {rows.Floor}, more than the {divisible} replicas to divide";
            return false;
        }

        MemberWeights.Fill(work, rows, replicas);
        var seats = rows.Divide(work, divisible, held);
        foreach (var i in rows.Members) work.Assigned[i] = seats[i];
        return true;
    }

    /// <summary>
    /// Less is wanted than lost members hold. Whether those replicas run is unknown, so the lost members give up only their
    /// part, in proportion to what every member holds.
    /// </summary>
    /// <returns>What the lost members keep together.</returns>
    private static long ShrinkLost(Workspace work, ReadOnlySpan<ulong> members, int replicas, long lost, long held)
    {
        var votes = new long[work.Count];
        var kept = new int[work.Count];
        for (var i = 0; i < work.Count; i++)
        {
            if (Bits.Contains(members, i) && !work.Snapshot.Usable.Contains(i)) votes[i] = work.Previous[i];
        }

        var total = replicas * lost / (lost + held);
        Webster.Allocate(votes, kept, (int)total, Webster.LargerNameFirst(work.Request.Uid), work.Previous);
        for (var i = 0; i < work.Count; i++)
        {
            if (votes[i] > 0) work.Assigned[i] = kept[i];
        }

        return total;
    }
}
