using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Guarding;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>Builds the status of a MemberCluster from what is said and what was found out. Pure.</summary>
internal static class MemberStatus
{
    // The schema's limit.
    private const int MaxMessage = 1024;

    /// <summary>The whole status.</summary>
    /// <param name="description">What the hub says.</param>
    /// <param name="facts">What was found out.</param>
    /// <param name="previous">Conditions as last written: their transition times stay while their status does.</param>
    /// <param name="freshFor">Age at which a sample is stale.</param>
    /// <param name="now">Present time.</param>
    /// <param name="breaker">The removal breaker of the member; null while it is closed.</param>
    public static MemberClusterStatus Build(
        MemberDescription description, MemberFacts facts, IReadOnlyList<V1Condition> previous, TimeSpan freshFor, DateTimeOffset now, OpenBreaker? breaker = null) => new()
        {
            ObservedGeneration = description.Source.Generation,
            KubernetesVersion = facts.Version,
            ApiEnablements = facts.Apis is { Resources.Count: > 0 } apis ? apis.Shown : null,
            Conditions = MemberConditions.Build(description, facts, previous, freshFor, now, breaker),
            NodeSummary = facts.Resources?.Nodes is { } nodes ? new() { TotalNum = nodes, ReadyNum = facts.Resources.ReadyNodes ?? 0 } : null,
            ResourceSummary = facts.Resources?.Resources is { } resources
                ? new()
                {
                    Allocatable = Quantities(resources.Allocatable),
                    Allocated = Quantities(resources.Allocated),
                    Allocating = Quantities(resources.Allocating),
                    AllocatableModelings = facts.Resources.Modelings is { Count: > 0 } modelings ? modelings : null,
                }
                : null,
            Telemetry = facts.Rtt is null && facts.Load is null && facts.Clock is null
                ? null
                : new()
                {
                    Rtt = Rtt(facts.Rtt, now),
                    Load = Load(facts.Load, now),
                    ClockSkewSeconds = facts.Clock?.Skew is { } skew ? Math.Round(skew.TotalSeconds, 1) : null,
                },
            Health = Health(description, facts, now),
        };

    private static ClusterHealth Health(MemberDescription description, MemberFacts facts, DateTimeOffset now) => new()
    {
        State = facts.Health.State.ToString(),
        Since = facts.Health.Since,
        VantagePoints =
        [
            description.Problem is { } problem
                ? new() { Name = "Connection", Healthy = false, LastSeen = now, Message = Line(problem.Message) }
                : new() { Name = "ApiProbe", Healthy = facts.Health.State == HealthState.Ready, LastSeen = now, Message = Line(facts.Health.Message) },
            .. facts.Watch is { } watch
                ? (VantagePoint[])[new() { Name = "Watch", Healthy = watch.Error is null, LastSeen = watch.At, Message = Line(watch.Error ?? "the watches on nodes and pods work") }]
                : [],
        ],
    };

    private static string Line(string message) => message.Length <= MaxMessage ? message : message[..MaxMessage];

    private static Dictionary<string, ResourceQuantity> Quantities(IReadOnlyDictionary<string, long> amounts) => amounts.ToDictionary(
        static a => a.Key, static a => a.Key == "cpu" ? ResourceQuantity.FromMilli(a.Value) : ResourceQuantity.FromValue(a.Value), StringComparer.Ordinal);

    private static RttTelemetry? Rtt(RttFacts? rtt, DateTimeOffset now) => rtt is null ? null : new()
    {
        P50Ms = Math.Round(rtt.P50Ms, 2),
        P95Ms = Math.Round(rtt.P95Ms, 2),
        EwmaMs = Math.Round(rtt.SlowMs, 2),
        SteadyMs = Math.Round(rtt.SteadyMs, 2),
        JitterMs = Math.Round(rtt.JitterMs, 2),
        Source = Confidence.Probe,
        Confidence = Math.Round(rtt.Confidence, 2),
        SampleAge = Age(rtt.At, now),
        SampleTime = rtt.At,
    };

    private static LoadTelemetry? Load(LoadFacts? load, DateTimeOffset now) => load is null ? null : new()
    {
        CpuPercent = Math.Round(load.Cpu * 100, 1),
        MemoryPercent = Math.Round(load.Memory * 100, 1),
        Source = load.Source,
        Confidence = Math.Round(load.Confidence, 2),
        SampleAge = Age(load.At, now),
        SampleTime = load.At,
    };

    private static string Age(DateTimeOffset at, DateTimeOffset now) => KubeDuration.Format(TimeSpan.FromSeconds(Math.Max(Math.Round((now - at).TotalSeconds), 0)));
}
