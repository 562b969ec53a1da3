using Loadline.Crds;
using Loadline.Placement.Scheduling;

namespace Loadline.Operator.Observing;

/// <summary>Traffic weights in the form that the binding's status carries, for other systems to read.</summary>
internal static class TrafficRecord
{
    private const int MaxSummed = 8;

    /// <summary>Puts weights into a decision. They may change while the decision on replicas stays; its identity and time then stay as well.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="before">What was written last; null when nothing was.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="at">When they last changed.</param>
    public static Decision Add(Decision decision, Decision? before, TrafficWeights weights, DateTimeOffset at)
    {
        OriginTraffic[]? rows = weights.Origins.Count == 0 ? null : [.. weights.Origins.Select((name, j) => Row(weights, name, j))];
        ClusterDecision[] clusters = [.. (decision.Clusters ?? []).Select(c => c with { TrafficWeight = Of(weights, c.Name) })];
        if (before is null || !IsSame(before, clusters, rows)) return decision with { Clusters = clusters, Traffic = rows, TrafficTime = WholeSeconds.Down(at) };
        return ReferenceEquals(decision, before) ? before : decision with { Clusters = clusters, Traffic = before.Traffic, TrafficTime = before.TrafficTime };
    }

    /// <summary>The weights of the members that have most, for a column; null where there are none.</summary>
    public static string? Summary(Decision? decision)
    {
        if (decision?.TrafficTime is null) return null;
        var largest = (decision.Clusters ?? []).Where(static c => c.TrafficWeight > 0).OrderByDescending(static c => c.TrafficWeight).Take(MaxSummed);
        return string.Join(' ', largest.Select(static c => $"{c.Name}:{c.TrafficWeight}"));
    }

    private static OriginTraffic Row(TrafficWeights weights, string origin, int j)
    {
        var row = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < weights.Names.Count; i++)
            if (weights.Of(j, i) > 0) row[weights.Names[i]] = weights.Of(j, i);
        return new() { Origin = origin, Weights = row };
    }

    private static int? Of(TrafficWeights weights, string member)
    {
        for (var i = 0; i < weights.Names.Count; i++)
            if (weights.Names[i] == member) return weights.Of(i);
        return null;
    }

    private static bool IsSame(Decision before, ClusterDecision[] clusters, OriginTraffic[]? rows)
    {
        var (old, oldRows) = (before.Clusters ?? [], before.Traffic ?? []);
        if (before.TrafficTime is null || old.Count != clusters.Length || oldRows.Count != (rows?.Length ?? 0)) return false;
        for (var i = 0; i < clusters.Length; i++)
            if (old[i].Name != clusters[i].Name || old[i].TrafficWeight != clusters[i].TrafficWeight) return false;
        for (var j = 0; j < oldRows.Count; j++)
            if (oldRows[j].Origin != rows![j].Origin || !IsSame(oldRows[j].Weights, rows[j].Weights)) return false;
        return true;
    }

    private static bool IsSame(IReadOnlyDictionary<string, int>? a, IReadOnlyDictionary<string, int>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? new Dictionary<string, int>()).All(pair => b!.TryGetValue(pair.Key, out var other) && other == pair.Value);
}
