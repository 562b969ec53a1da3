using Loadline.Placement.Weights;
using Loadline.Simulator.Plant;
using Loadline.Simulator.Plant.Policies;

namespace Loadline.Bench.Weights;

/// <summary>The policies that the tables compare.</summary>
internal static class Candidates
{
    /// <summary>Those that divide traffic over even replicas.</summary>
    public static Candidate[] Traffic { get; } =
    [
        new("static-even (flat)", static () => new EvenTraffic()),
        new("nearest (locality failover)", static () => new NearestTraffic()),
        new("waterfall 70 %", static () => new WaterfallTraffic(0.7)),
        new("waterfall 80 %", static () => new WaterfallTraffic(0.8)),
        new("waterfall 90 %", static () => new WaterfallTraffic(0.9)),
        new("envoy load_aware_locality", static () => new EnvoyTraffic()),
        new("peak-EWMA proportional", static () => new PeakEwmaTraffic()),
        new("lowest measured latency (herd)", static () => new HerdTraffic()),
        new("model-free gradient (mirror)", static () => new GradientTraffic()),
        new(Candidate.Ours, static () => new LoadlineTraffic()),
        new("oracle (true state, no delay)", static () => new OracleTraffic()),
    ];

    /// <summary>Those that divide replicas, with traffic to any replica.</summary>
    public static Candidate[] Replicas { get; } =
    [
        Replica(static () => new StaticReplicas()),
        Replica(static () => new AvailableReplicas()),
        Replica(FreshReplicas.ByRoom),
        Replica(FreshReplicas.Capped),
        Replica(FreshReplicas.ByHeadroom),
        Replica(FreshReplicas.ByLatency),
        Replica(static () => new LoadlineReplicas()),
        new("oracle share (instant)", static () => new OracleEndpoints()),
    ];

    /// <summary>Those of a day.</summary>
    public static Candidate[] Day { get; } =
    [
        new("even replicas, flat traffic", static () => new EvenTraffic()),
        new("even replicas, nearest", static () => new Slow(new NearestTraffic())),
        new("even replicas, waterfall 80 %", static () => new Slow(new WaterfallTraffic(0.8))),
        new("even replicas, envoy", static () => new Slow(new EnvoyTraffic())),
        new("even replicas, peak-EWMA", static () => new Slow(new PeakEwmaTraffic())),
        new("LOADLINE traffic, even replicas", static () => Both(WeightStrategy.Traffic)),
        new("LOADLINE traffic and replicas", static () => Both(WeightStrategy.TrafficAndReplicas), static policy => (IReplicaPolicy)policy),
        new("oracle traffic, even replicas", static () => new Slow(new OracleTraffic())),
    ];

    private static Candidate Replica(Func<IReplicaPolicy> make) => new(make().Name, static () => new EvenTraffic(period: 1), _ => make());

    private static LoadlineTraffic Both(WeightStrategy strategy) => new(
        new SampleFeed(WeightSpec.Default with { Strategy = strategy, SampleInterval = TimeSpan.FromSeconds(5), Inertia = 0.18, MoveBudget = 6 }) { MinReplicas = strategy == WeightStrategy.Traffic ? 0 : 2 }, 5);

    /// <summary>A policy whose decisions come with the reports of a day, five seconds apart.</summary>
    private sealed class Slow(ITrafficPolicy policy) : ITrafficPolicy
    {
        public string Name => policy.Name;

        public double Period => Math.Max(5, policy.Period);

        public bool IsOracle => policy.IsOracle;

        public void Decide(in PlantView view, Span<double> shares) => policy.Decide(view, shares);
    }
}
