using System.Globalization;
using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Placement.Weights;

namespace Loadline.Placement.Decisions;

/// <summary>Says why a member has exactly its replicas.</summary>
internal static class ShareText
{
    public static string Of(Workspace work, int i, long weightTotal)
    {
        var head = Format($"{work.Assigned[i]} of {work.Request.Replicas}: ");
        var strategy = work.Request.Placement.Strategy;
        if (work.Request.Placement.KeepsToBounds && strategy != DivisionStrategy.LatencyAndLoad) return head + Bounded(work, i, weightTotal);
        return head + strategy switch
        {
            DivisionStrategy.Duplicated => "every selected member gets all replicas",
            DivisionStrategy.StaticWeight => StaticWeight(work, i, weightTotal),
            DivisionStrategy.LatencyAndLoad => Measured(work, i, weightTotal),
            _ => Room(work, i, weightTotal),
        };
    }

    private static string StaticWeight(Workspace work, int i, long total) =>
        work.Weights[i] == 0
            ? "no weight rule selects it"
            : Format($"weight {work.Weights[i]} of {total}") + Rounding(work.Assigned[i], work.Weights[i], total, work.Request.Replicas);

    private static string Room(Workspace work, int i, long total)
    {
        var (replicas, previous, weight) = (work.Assigned[i], work.Previous[i], work.Weights[i]);
        if (work.Request.Fresh) return weight == 0 ? NoWeight(work) : Format($"room for {weight} of {total}");
        if (replicas < previous) return Format($"held {previous}; all shrink in proportion to what they hold");
        var more = replicas - previous;
        if (more == 0) return previous > 0 ? "keeps what it has" : NoWeight(work);
        return previous > 0 ? Format($"keeps {previous}, {more} more by room for {weight} of {total}") : Format($"room for {weight} of {total}");
    }

    private static string Bounded(Workspace work, int i, long total)
    {
        if (!work.Snapshot.Usable.Contains(i)) return Lost(work, i);
        if (work.Weights[i] == 0) return "no weight rule selects it, or it has no room" + Bound(work, i);
        var what = work.Request.Placement.Strategy == DivisionStrategy.StaticWeight ? "weight" : "room for";
        return Format($"{what} {work.Weights[i]} of {total}") + Rounding(work.Assigned[i], work.Weights[i], total, work.Request.Replicas) + Bound(work, i);
    }

    private static string Lost(Workspace work, int i) => work.Assigned[i] < work.Previous[i]
        ? Format($"not ready or not reachable: held {work.Previous[i]}, more than is wanted, and shrinks in proportion")
        : "not ready or not reachable: keeps what it has and gets nothing new";

    /// <summary>The bound that the member is at.</summary>
    private static string Bound(Workspace work, int i)
    {
        if (work.Assigned[i] == work.MaxReplicas(i)) return Format($"; at its maxReplicas {work.MaxReplicas(i)}");
        return work.MinReplicas(i) > 0 && work.Assigned[i] == work.MinReplicas(i) ? Format($"; at its minReplicas {work.MinReplicas(i)}") : "";
    }

    private static string NoWeight(Workspace work) =>
        work.Request.Placement.Strategy == DivisionStrategy.Aggregated ? "fewer members are enough" : "no room, or others have more";

    private static string Measured(Workspace work, int i, long total)
    {
        if (!work.Snapshot.Usable.Contains(i)) return Lost(work, i);
        if (work.Outcome is { } outcome && outcome.IndexOf(work.Snapshot.Topology.Names[i]) is >= 0 and var row) return ByLoop(work, i, outcome.Members[row]);
        var signals = work.Snapshot.Signals[i];
        var rtt = signals.RttP50Ms is { } ms ? Format($"RTT {ms:0.#} ms") : work.Bound.StaticWeights is null ? "RTT unknown, taken as the median" : "RTT unknown, prior weight";
        var load = LoadText(signals.CpuLoad, MeasuredWeights.LoadOfOthers(work, i));
        return Format($"weight {work.Weights[i] / 1000.0:0.###} of {total / 1000.0:0.###} (room {work.Available(i)}, {rtt}, {load})")
            + Rounding(work.Assigned[i], work.Weights[i], total, work.Request.Replicas)
            + Bound(work, i);
    }

    private static string ByLoop(Workspace work, int i, in MemberWeight row)
    {
        var text = Format($"RTT {row.RttMs:0.#} ms, {100 * row.Utilization:0} % of its capacity, one more request costs {row.MarginalMs:0.#} ms");
        if (row.Proposed != row.Desired) text += Format($"; the best would be {row.Proposed}");
        return row.Limit switch
        {
            WeightLimit.Cap => text + Format($"; room for {row.LimitAt}"),
            WeightLimit.NMinusOne => text + Format($"; no more than {row.LimitAt}, to survive its loss"),
            _ => text + Bound(work, i),
        };
    }

    private static string LoadText(double? measured, double others)
    {
        if (measured is null || double.IsNaN(others)) return "CPU unknown, taken as the median";
        return others < measured ? Format($"CPU {100 * measured:0.#} %, {100 * others:0.#} % by others") : Format($"CPU {100 * measured:0.#} %");
    }

    private static string Rounding(int replicas, long weight, long total, int wanted)
    {
        if (total == 0) return "";
        var exact = (double)weight * wanted / total;
        return Math.Abs(exact - replicas) < 0.005 ? "" : Format($" is {exact:0.##}, whole replicas by Webster's rule");
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
