using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>Reads back what an earlier process wrote into a MemberCluster's status, so that a new one does not start blind.</summary>
internal static class RestoredFacts
{
    private const double MaxSkewSeconds = 1e10;

    /// <summary>What the status says.</summary>
    /// <param name="status">Status; null when there is none.</param>
    /// <param name="now">Present time: nothing was sampled later than that.</param>
    public static MemberFacts From(MemberClusterStatus? status, DateTimeOffset now) => new()
    {
        Health = new HealthJudge(now, Health(status)).Health,
        Version = status?.KubernetesVersion,
        Apis = status?.ApiEnablements is { Count: > 0 } apis
            ? new([.. apis.SelectMany(static a => (a.Resources ?? []).Select(r => new ServedResource(a.GroupVersion, r.Name, r.Kind)))], false,
                "as last seen, not looked up yet since the operator started")
            : null,
        Resources = Resources(status),
        Rtt = status?.Telemetry?.Rtt is { P50Ms: { } p50, SampleTime: { } rttAt } rtt && p50 >= 0
            ? new(p50, rtt.EwmaMs ?? p50, rtt.P95Ms ?? p50, rtt.JitterMs ?? 0, Earlier(rttAt, now), Confidence.Restored) { SteadyMs = rtt.SteadyMs ?? rtt.EwmaMs ?? p50 }
            : null,
        Load = status?.Telemetry?.Load is { CpuPercent: { } cpu, MemoryPercent: { } memory, SampleTime: { } loadAt } load
            ? new(Math.Clamp(cpu / 100, 0, 1), Math.Clamp(memory / 100, 0, 1), load.Source ?? "", Earlier(loadAt, now), Confidence.Restored)
            : null,
        // Of a skew that was told of, the next leader does not tell again.
        Clock = status?.Telemetry?.ClockSkewSeconds is { } skew && Math.Abs(skew) < MaxSkewSeconds
            ? new(TimeSpan.FromSeconds(skew), null, status.Conditions?.Any(static c => c is { Type: ClusterConditions.ClockInSync, Status: "False" }) == true)
            : null,
    };

    /// <summary>The health that the status records; null when it records none that was ever decided.</summary>
    public static MemberHealth? Health(MemberClusterStatus? status)
    {
        if (status?.Health is not { State: { } text, Since: { } since } || !Enum.TryParse<HealthState>(text, out var state)) return null;
        var ready = status.Conditions?.FirstOrDefault(static c => c.Type == ClusterConditions.Ready);
        // What kept us from connecting at all said nothing about the member.
        var isVerdict = state != HealthState.NotReady || ready?.Reason
            is ClusterReasons.ClusterNotReady or ClusterReasons.IdentityChanged or ClusterReasons.Unauthorized or ClusterReasons.Forbidden;
        return ready is null || !isVerdict ? null : new(state, since, ready.Reason, ready.Message);
    }

    private static ResourceFacts? Resources(MemberClusterStatus? status)
    {
        if (status?.ResourceSummary is not { Allocatable: { } allocatable } summary) return null;
        return new(status.NodeSummary?.TotalNum, status.NodeSummary?.ReadyNum, new()
        {
            Allocatable = Amounts(allocatable),
            Allocated = Amounts(summary.Allocated),
            Allocating = Amounts(summary.Allocating),
        }, summary.AllocatableModelings ?? [], "Reported", "as last seen");
    }

    private static Dictionary<string, long> Amounts(IReadOnlyDictionary<string, ResourceQuantity>? quantities) =>
        (quantities ?? new Dictionary<string, ResourceQuantity>()).ToDictionary(
            static q => q.Key, static q => q.Key == "cpu" ? q.Value.MilliValue : q.Value.Value, StringComparer.Ordinal);

    private static DateTimeOffset Earlier(DateTimeOffset at, DateTimeOffset now) => at < now ? at : now;
}
