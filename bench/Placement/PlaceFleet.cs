using Loadline.Crds;
using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Registry;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Bench.Placement;

/// <summary>Members and workloads of a plausible fleet, the same on every run.</summary>
internal sealed class PlaceFleet
{
    private const long Gi = 1L << 30;
    private static readonly Loadline.Registry.ApiEnablement Deployment = new("apps/v1", "Deployment");

    private readonly Random _random = new(42);

    public PlaceFleet(int members)
    {
        var states = Enumerable.Range(0, members).Select(Member).ToArray();
        Snapshot = ClusterSnapshot.Of(states, _ => new() { RttP50Ms = _random.Next(2, 150), CpuLoad = _random.NextDouble() });
    }

    public ClusterSnapshot Snapshot { get; }

    /// <summary>Three of four members carry the label that the affinity asks for.</summary>
    public static PlacementSpec Placement(ReplicaScheduling scheduling, params SpreadConstraint[] spread) => new()
    {
        ClusterAffinity = new() { LabelSelector = new() { MatchLabels = new Dictionary<string, string> { ["env"] = "prod" } } },
        ReplicaScheduling = scheduling,
        SpreadConstraints = spread.Length == 0 ? null : spread,
    };

    public static ReplicaScheduling Weighted(string? dynamicWeight) => new()
    {
        ReplicaSchedulingType = ReplicaSchedulingTypes.Divided,
        ReplicaDivisionPreference = ReplicaDivisionPreferences.Weighted,
        WeightPreference = dynamicWeight is null ? null : new() { DynamicWeight = dynamicWeight },
    };

    public static ReplicaScheduling Aggregated { get; } = new()
    {
        ReplicaSchedulingType = ReplicaSchedulingTypes.Divided,
        ReplicaDivisionPreference = ReplicaDivisionPreferences.Aggregated,
    };

    public static PlacementRequest Workload(CompiledPlacement placement, int replicas, int number = 0) => new()
    {
        Placement = placement,
        Kind = Deployment,
        Uid = $"5b1d7c1e-0000-4000-8000-{number:d12}",
        Replicas = replicas,
        Requests = [new("cpu", 250 + 50 * (number % 20)), new("memory", (1 + number % 4) * Gi / 2)],
    };

    private MemberState Member(int number) => new()
    {
        Name = $"member-{number:d5}",
        Labels = new Dictionary<string, string> { ["env"] = number % 4 == 0 ? "dev" : "prod", ["tier"] = $"t{number % 7}" },
        Provider = $"p{number % 3}",
        Region = $"region-{number % 12:d2}",
        Zones = [$"region-{number % 12:d2}-a", $"region-{number % 12:d2}-b"],
        ApiEnablements = new HashSet<Loadline.Registry.ApiEnablement> { Deployment, new("v1", "ConfigMap") },
        Resources = new()
        {
            Allocatable = new Dictionary<string, long> { ["cpu"] = 64_000, ["memory"] = 256 * Gi, ["pods"] = 1_100 },
            Allocated = new Dictionary<string, long> { ["cpu"] = _random.Next(64_000), ["memory"] = _random.NextInt64(256 * Gi), ["pods"] = _random.Next(1_100) },
        },
    };
}
