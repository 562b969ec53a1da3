namespace Loadline.Placement.Scheduling;

/// <summary>The weights of <see cref="LatencyAndLoadDivision"/>, in thousandths.</summary>
internal static class MemberWeights
{
    /// <summary>A saturated member still counts a little, so that the last of a full fleet are ordered by distance.</summary>
    private const double MaxLoad = 0.95;

    public static void Fill(Workspace work, DivisionRows rows, int replicas)
    {
        var signals = work.Snapshot.Signals;
        var ownCpu = OwnCpu(work.Request);
        var medianRtt = Median(rows, i => Known(work.Snapshot.Signals[i].RttP50Ms));
        var medianLoad = Median(rows, i => LoadOfOthers(work, i, ownCpu)) ?? 0;
        var prior = work.Bound.StaticWeights;
        var serviceTime = work.Request.Placement.Weighting.ServiceTimeMs;
        double measured = 0, priorOfMeasured = 0;
        var weights = new double[work.Count];
        foreach (var i in rows.Members)
        {
            var rtt = Known(signals[i].RttP50Ms) ?? (prior is null ? medianRtt ?? 0 : null);
            if (rtt is null) continue;
            var load = Math.Min(LoadOfOthers(work, i, ownCpu) ?? medianLoad, MaxLoad);
            weights[i] = Math.Min(work.Available(i), replicas) * serviceTime / (serviceTime + rtt.Value) * (1 - load);
            measured += weights[i];
            priorOfMeasured += prior?[i] ?? 0;
        }

        foreach (var i in rows.Members)
        {
            if (prior is not null && Known(signals[i].RttP50Ms) is null) weights[i] = PriorWeight(prior[i], priorOfMeasured, measured);
            if (work.Available(i) > 0 && weights[i] > 0) work.Weights[i] = Math.Max(1, (long)Math.Round(1000 * weights[i]));
        }

        // A split in which nobody has a weight would place nothing.
        if (rows.Members.TrueForAll(i => work.Weights[i] == 0)) rows.Members.ForEach(i => work.Weights[i] = work.Available(i));
    }

    /// <summary>The weight that gives a member its prior share of the whole.</summary>
    private static double PriorWeight(long own, double ofMeasured, double measured) =>
        ofMeasured <= 0 || measured <= 0 ? own : own * measured / ofMeasured;

    /// <summary>Measured CPU load less what this workload's replicas request there; null when nothing was measured.</summary>
    public static double? LoadOfOthers(Workspace work, int i) => LoadOfOthers(work, i, OwnCpu(work.Request));

    private static double? LoadOfOthers(Workspace work, int i, long ownCpu)
    {
        if (Known(work.Snapshot.Signals[i].CpuLoad) is not { } load) return null;
        var total = work.Snapshot.Members[i].Resources?.Allocatable.GetValueOrDefault("cpu") ?? 0;
        return total <= 0 ? load : Math.Max(0, load - (double)work.Previous[i] * ownCpu / total);
    }

    private static long OwnCpu(PlacementRequest request)
    {
        foreach (var (resource, amount) in request.Requests ?? [])
        {
            if (resource == "cpu") return amount;
        }

        return 0;
    }

    private static double? Median(DivisionRows rows, Func<int, double?> signal)
    {
        var known = new List<double>(rows.Members.Count);
        foreach (var i in rows.Members)
        {
            if (signal(i) is { } value) known.Add(value);
        }

        if (known.Count == 0) return null;
        known.Sort();
        var middle = known.Count / 2;
        return known.Count % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
    }

    private static double? Known(double? value) => value is { } v && double.IsFinite(v) && v >= 0 ? v : null;
}
