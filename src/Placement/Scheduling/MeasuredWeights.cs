using System.Buffers;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Weights in thousandths that fall with distance and load.
/// <para>
/// weight = min(available, replicas) · S / (S + RTT) · (1 − load), where S is the service time: the share of a request's time
/// that is spent serving and not waiting for the network, on the part of the member that others leave idle. It falls with RTT
/// and with load. Load is the measured CPU load less what this workload's own replicas request there: a weight that fell with
/// the replicas it attracts would send them back and forth. Available is capped by the replicas asked for, so that a huge far
/// member does not outweigh a near one that is large enough.
/// </para>
/// <para>
/// A missing load counts as the median of those known. A member without RTT gets its share of the prior split
/// (<c>staticWeightList</c>) where there is one, otherwise the median RTT: never zero, which would make the unknown the best.
/// </para>
/// </summary>
internal static class MeasuredWeights
{
    /// <summary>A saturated member still counts a little, so that the last of a full fleet are ordered by distance.</summary>
    private const double MaxLoad = 0.95;

    public static void Fill(Workspace work, ReadOnlySpan<int> members, int replicas)
    {
        var rented = ArrayPool<double>.Shared.Rent(3 * members.Length);
        var weights = rented.AsSpan(0, members.Length);
        var loads = rented.AsSpan(members.Length, members.Length);
        var scratch = rented.AsSpan(2 * members.Length, members.Length);
        var ownCpu = OwnCpu(work.Request);
        for (var m = 0; m < members.Length; m++) loads[m] = LoadOfOthers(work, members[m], ownCpu);
        var rtt = work.Columns.Rtt;
        var prior = work.Bound.StaticWeights;
        var medianLoad = Median(loads, scratch, otherwise: 0);
        for (var m = 0; m < members.Length; m++) weights[m] = rtt[members[m]];
        var medianRtt = prior is null ? Median(weights, scratch, otherwise: 0) : double.NaN;

        var serviceTime = work.Request.Placement.Weighting.ServiceTimeMs;
        double measured = 0, priorOfMeasured = 0;
        for (var m = 0; m < members.Length; m++)
        {
            var i = members[m];
            var distance = double.IsNaN(rtt[i]) ? medianRtt : rtt[i];
            if (double.IsNaN(distance)) continue;
            var load = Math.Min(double.IsNaN(loads[m]) ? medianLoad : loads[m], MaxLoad);
            weights[m] = Math.Min(work.Available(i), replicas) * serviceTime / (serviceTime + distance) * (1 - load);
            measured += weights[m];
            priorOfMeasured += prior?[i] ?? 0;
        }

        var any = false;
        for (var m = 0; m < members.Length; m++)
        {
            var i = members[m];
            if (prior is not null && double.IsNaN(rtt[i])) weights[m] = PriorWeight(prior[i], priorOfMeasured, measured);
            work.Weights[i] = work.Available(i) > 0 && weights[m] > 0 ? Math.Max(1, (long)Math.Round(1000 * weights[m])) : 0;
            any |= work.Weights[i] > 0;
        }

        ArrayPool<double>.Shared.Return(rented);
        if (any) return;
        // A split in which nobody has a weight would place nothing.
        foreach (var i in members) work.Weights[i] = work.Available(i);
    }

    /// <summary>Measured CPU load less what this workload's replicas request there; NaN when nothing was measured.</summary>
    public static double LoadOfOthers(Workspace work, int i) => LoadOfOthers(work, i, OwnCpu(work.Request));

    private static double LoadOfOthers(Workspace work, int i, long ownCpu)
    {
        var (load, total) = (work.Columns.Load[i], work.Columns.Cpu[i]);
        return total <= 0 ? load : Math.Max(0, load - work.Previous[i] * (double)ownCpu / total);
    }

    /// <summary>The weight that gives a member its prior share of the whole.</summary>
    private static double PriorWeight(long own, double ofMeasured, double measured) =>
        ofMeasured <= 0 || measured <= 0 ? own : own * measured / ofMeasured;

    private static long OwnCpu(PlacementRequest request)
    {
        for (var i = 0; request.Requests is { } requests && i < requests.Count; i++)
        {
            if (requests[i].Key == "cpu") return requests[i].Value;
        }

        return 0;
    }

    /// <summary>The median of the known values.</summary>
    private static double Median(ReadOnlySpan<double> values, Span<double> scratch, double otherwise)
    {
        var count = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value)) scratch[count++] = value;
        }

        if (count == 0) return otherwise;
        var upper = Quickselect.Smallest(scratch[..count], count / 2);
        if (count % 2 == 1) return upper;
        var lower = double.NegativeInfinity;
        foreach (var value in scratch[..(count / 2)]) lower = Math.Max(lower, value);
        return (lower + upper) / 2;
    }
}
