using Loadline.Crds;
using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Registry;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Placement.Tests;

/// <summary>Members and workloads in the fewest words.</summary>
internal static class Fleet
{
    public static readonly Registry.ApiEnablement Deployment = new("apps/v1", "Deployment");

    public static MemberState Member(string name, long pods = 100, string region = "", string[]? zones = null, (string Key, string Value)[]? labels = null, MemberTaint[]? taints = null) => new()
    {
        Name = name,
        Region = region,
        Zones = zones ?? [],
        Labels = (labels ?? []).ToDictionary(label => label.Key, label => label.Value),
        Taints = taints ?? [],
        ApiEnablements = new HashSet<Registry.ApiEnablement> { Deployment },
        Resources = new() { Allocatable = new Dictionary<string, long> { ["pods"] = pods } },
    };

    public static PlacementRequest Workload(PlacementSpec placement, int replicas, params (string Cluster, int Replicas)[] previous) => new()
    {
        Placement = CompiledPlacement.Compile(placement),
        Kind = Deployment,
        Replicas = replicas,
        Requests = [],
        Previous = [.. previous.Select(target => new PlacementTarget(target.Cluster, target.Replicas))],
    };

    public static PlacementResult Place(PlacementRequest request, params MemberState[] members) => Scheduler.Place(request, ClusterSnapshot.Of(members));

    public static string Text(this PlacementResult result) =>
        string.Join(" ", result.Targets.Select(target => target.Replicas is { } replicas ? $"{target.Cluster}:{replicas}" : target.Cluster));

    public static ReplicaScheduling Dynamic(string weight, Weighting? weighting = null, params (string Cluster, long Weight)[] prior) => new()
    {
        ReplicaSchedulingType = ReplicaSchedulingTypes.Divided,
        ReplicaDivisionPreference = ReplicaDivisionPreferences.Weighted,
        WeightPreference = new() { DynamicWeight = weight, StaticWeightList = prior.Length == 0 ? null : Weights(prior) },
        Weighting = weighting,
    };

    public static ReplicaScheduling Static(params (string Cluster, long Weight)[] weights) => Static(null, weights);

    public static ReplicaScheduling Static(Weighting? weighting, params (string Cluster, long Weight)[] weights) => new()
    {
        ReplicaSchedulingType = ReplicaSchedulingTypes.Divided,
        ReplicaDivisionPreference = ReplicaDivisionPreferences.Weighted,
        WeightPreference = new() { StaticWeightList = Weights(weights) },
        Weighting = weighting,
    };

    public static WeightBound Bound(string cluster, int? min = null, int? max = null) =>
        new() { TargetCluster = new() { ClusterNames = [cluster] }, MinReplicas = min, MaxReplicas = max };

    public static ReplicaScheduling Aggregated => new()
    {
        ReplicaSchedulingType = ReplicaSchedulingTypes.Divided,
        ReplicaDivisionPreference = ReplicaDivisionPreferences.Aggregated,
    };

    private static StaticClusterWeight[] Weights((string Cluster, long Weight)[] weights) =>
        [.. weights.Select(item => new StaticClusterWeight { TargetCluster = new() { ClusterNames = [item.Cluster] }, Weight = item.Weight })];
}
