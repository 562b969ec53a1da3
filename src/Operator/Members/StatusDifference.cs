using Loadline.Crds;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Members;

/// <summary>How much a new status differs from the written one.</summary>
internal enum StatusDifference
{
    /// <summary>Not in anything that a reader cares about.</summary>
    None,

    /// <summary>In numbers.</summary>
    Numbers,

    /// <summary>In what somebody may wait for.</summary>
    Verdict,
}

/// <summary>Compares statuses as their readers do: small changes of noisy numbers are none.</summary>
internal static class StatusComparison
{
    private const double RttShare = 0.10;
    private const double RttFloorMs = 1;
    private const double LoadPoints = 5;

    /// <summary>What changed from the written status to the new one.</summary>
    public static StatusDifference Compare(MemberClusterStatus? written, MemberClusterStatus next)
    {
        if (written is null) return StatusDifference.Verdict;
        if (written.KubernetesVersion != next.KubernetesVersion || written.ObservedGeneration != next.ObservedGeneration
            || written.Health?.State != next.Health?.State || written.NodeSummary != next.NodeSummary
            || !SameVerdicts(written.Conditions ?? [], next.Conditions ?? [])) return StatusDifference.Verdict;
        return RttMoved(written.Telemetry?.Rtt, next.Telemetry?.Rtt) || LoadMoved(written.Telemetry?.Load, next.Telemetry?.Load)
            || !SameAmounts(written.ResourceSummary, next.ResourceSummary) || !SameApis(written.ApiEnablements ?? [], next.ApiEnablements ?? [])
            || !SameMessages(written.Conditions ?? [], next.Conditions ?? [])
                ? StatusDifference.Numbers
                : StatusDifference.None;
    }

    private static bool SameVerdicts(IReadOnlyList<V1Condition> a, IReadOnlyList<V1Condition> b) =>
        a.Count == b.Count && b.All(n => a.Any(o => o.Type == n.Type && o.Status == n.Status && o.Reason == n.Reason));

    private static bool SameMessages(IReadOnlyList<V1Condition> a, IReadOnlyList<V1Condition> b) =>
        b.All(n => a.Any(o => o.Type == n.Type && o.Message == n.Message));

    private static bool RttMoved(RttTelemetry? a, RttTelemetry? b)
    {
        return (a is null) != (b is null) || Moved(a?.P50Ms, b?.P50Ms) || Moved(a?.SteadyMs, b?.SteadyMs);

        static bool Moved(double? before, double? after) => before is { } old && after is { } now && Math.Abs(now - old) > Math.Max(old * RttShare, RttFloorMs);
    }

    private static bool LoadMoved(LoadTelemetry? a, LoadTelemetry? b)
    {
        if (a is null || b is null) return (a is null) != (b is null);
        return a.Source != b.Source || Moved(a.CpuPercent, b.CpuPercent) || Moved(a.MemoryPercent, b.MemoryPercent);

        static bool Moved(double? old, double? now) => Math.Abs((now ?? 0) - (old ?? 0)) > LoadPoints;
    }

    private static bool SameAmounts(ResourceSummary? a, ResourceSummary? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && Same(a.Allocatable, b.Allocatable) && Same(a.Allocated, b.Allocated) && Same(a.Allocating, b.Allocating)
            && (a.AllocatableModelings ?? []).SequenceEqual(b.AllocatableModelings ?? []));

    private static bool Same(IReadOnlyDictionary<string, ResourceQuantity>? a, IReadOnlyDictionary<string, ResourceQuantity>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? new Dictionary<string, ResourceQuantity>()).All(p => b!.TryGetValue(p.Key, out var other) && other == p.Value);

    private static bool SameApis(IReadOnlyList<ApiEnablement> a, IReadOnlyList<ApiEnablement> b) =>
        ReferenceEquals(a, b)
        || (a.Count == b.Count && a.Zip(b).All(static p => p.First.GroupVersion == p.Second.GroupVersion && (p.First.Resources ?? []).SequenceEqual(p.Second.Resources ?? [])));
}
