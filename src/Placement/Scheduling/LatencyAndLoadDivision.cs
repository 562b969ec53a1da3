using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Divides by room, tilted towards members that are near and idle, again at every call.
/// <para>
/// weight = min(available, replicas) · S / (S + RTT) · (1 − CPU load), where S is the service time: the share of a request's
/// time that a replica there spends serving and not waiting for the network, for the part of the replica that is idle. It falls
/// with RTT and with load. Available is capped by the replicas asked for, so that a huge far member does not outweigh a near one
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
    /// <summary>A saturated member still counts a little: its load is mostly the work that is about to move.</summary>
    private const double MaxLoad = 0.95;

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

    /// <summary>The weights in thousandths.</summary>
    private static class MemberWeights
    {
        public static void Fill(Workspace work, DivisionRows rows, int replicas)
        {
            var signals = work.Snapshot.Signals;
            var medianRtt = Median(work, rows, static s => s.RttP50Ms);
            var medianLoad = Median(work, rows, static s => s.CpuLoad) ?? 0;
            var prior = work.Bound.StaticWeights;
            var serviceTime = work.Request.Placement.Weighting.ServiceTimeMs;
            double measured = 0, priorOfMeasured = 0, priorTotal = 0;
            var weights = new double[work.Count];
            foreach (var i in rows.Members)
            {
                priorTotal += prior?[i] ?? 0;
                var rtt = Known(signals[i].RttP50Ms) ?? (prior is null ? medianRtt ?? 0 : null);
                if (rtt is null) continue;
                var load = Math.Clamp(Known(signals[i].CpuLoad) ?? medianLoad, 0, MaxLoad);
                weights[i] = Math.Min(work.Available(i), replicas) * serviceTime / (serviceTime + rtt.Value) * (1 - load);
                measured += weights[i];
                priorOfMeasured += prior?[i] ?? 0;
            }

            foreach (var i in rows.Members)
            {
                if (prior is not null && Known(signals[i].RttP50Ms) is null) weights[i] = PriorWeight(prior[i], priorTotal, priorOfMeasured, measured);
                if (work.Available(i) > 0 && weights[i] > 0) work.Weights[i] = Math.Max(1, (long)Math.Round(1000 * weights[i]));
            }

            // A split in which nobody has a weight would place nothing.
            if (rows.Members.TrueForAll(i => work.Weights[i] == 0)) rows.Members.ForEach(i => work.Weights[i] = work.Available(i));
        }

        /// <summary>The weight that gives a member its prior share of the whole.</summary>
        private static double PriorWeight(long own, double total, double ofMeasured, double measured) =>
            ofMeasured <= 0 || measured <= 0 ? own : own / total * measured / (ofMeasured / total);

        private static double? Median(Workspace work, DivisionRows rows, Func<Registry.MemberSignals, double?> signal)
        {
            var known = new List<double>(rows.Members.Count);
            foreach (var i in rows.Members)
            {
                if (Known(signal(work.Snapshot.Signals[i])) is { } value) known.Add(value);
            }

            if (known.Count == 0) return null;
            known.Sort();
            var middle = known.Count / 2;
            return known.Count % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
        }

        private static double? Known(double? value) => value is { } v && double.IsFinite(v) && v >= 0 ? v : null;
    }
}
