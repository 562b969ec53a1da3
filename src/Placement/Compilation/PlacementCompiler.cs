using Loadline.Crds;
using Loadline.Kubernetes.Models;
using Loadline.Registry;
using PlacementSpec = Loadline.Crds.Placement;

namespace Loadline.Placement.Compilation;

/// <summary>Turns the API's placement into the form that decisions use. Reads leniently: what admission refuses selects nothing here.</summary>
internal static class PlacementCompiler
{
    public static CompiledPlacement Compile(PlacementSpec? placement, DataResidency? residency)
    {
        var scheduling = placement?.ReplicaScheduling;
        var strategy = Strategy(scheduling);
        return new()
        {
            Terms = Terms(placement),
            Ordered = placement?.ClusterAffinities is { Count: > 0 },
            Tolerations = [.. (placement?.ClusterTolerations ?? []).Where(IsKnown).Select(Toleration)],
            Spread = [.. (placement?.SpreadConstraints ?? []).Select(Spread)],
            Jurisdictions = [.. residency?.Jurisdictions ?? []],
            Strategy = strategy,
            Weights = [.. (scheduling?.WeightPreference?.StaticWeightList ?? []).Select(item => new WeightRule(Rule(item.TargetCluster), item.Weight))],
            IgnoresSpread = strategy == DivisionStrategy.StaticWeight
                && (scheduling!.WeightPreference is null || scheduling.WeightPreference.StaticWeightList is { Count: > 0 }),
            Weighting = strategy == DivisionStrategy.LatencyAndLoad ? Weighting(scheduling!.Weighting) : new(),
        };
    }

    private static DivisionStrategy Strategy(ReplicaScheduling? scheduling)
    {
        if (scheduling is null || scheduling.ReplicaSchedulingType == ReplicaSchedulingTypes.Duplicated) return DivisionStrategy.Duplicated;
        if (scheduling.ReplicaDivisionPreference == ReplicaDivisionPreferences.Aggregated) return DivisionStrategy.Aggregated;
        return scheduling.WeightPreference?.DynamicWeight switch
        {
            null or "" => DivisionStrategy.StaticWeight,
            DynamicWeights.LatencyAndLoad => DivisionStrategy.LatencyAndLoad,
            _ => DivisionStrategy.AvailableReplicas,
        };
    }

    private static AffinityTerm[] Terms(PlacementSpec? placement)
    {
        if (placement?.ClusterAffinities is { Count: > 0 } terms)
        {
            return [.. terms.Select(term => new AffinityTerm(term.AffinityName, Rule(term), [.. (term.OverflowAffinities ?? []).Select(Rule)]))];
        }

        return [new("", placement?.ClusterAffinity is { } affinity ? Rule(affinity) : AffinityRule.Any, [])];
    }

    private static AffinityRule Rule(IClusterAffinity affinity) => new()
    {
        Names = [.. affinity.ClusterNames ?? []],
        Exclude = [.. affinity.Exclude ?? []],
        Labels = LabelQuery.Compile(affinity.LabelSelector),
        Fields = [.. (affinity.FieldSelector?.MatchExpressions ?? []).Select(e => new Requirement(e.Key, LabelQuery.Operator(e.Operator), [.. e.Values ?? []]))],
    };

    private static SpreadRule Spread(SpreadConstraint constraint)
    {
        var label = string.IsNullOrEmpty(constraint.SpreadByLabel) ? null : constraint.SpreadByLabel;
        var field = constraint.SpreadByField switch
        {
            "region" => SpreadField.Region,
            "zone" => SpreadField.Zone,
            "provider" => SpreadField.Provider,
            _ => label is null ? SpreadField.Cluster : SpreadField.Label,
        };
        return new(field, field == SpreadField.Label ? label : null, Math.Max(1, constraint.MinGroups ?? 1), constraint.MaxGroups ?? int.MaxValue);
    }

    private static bool IsKnown(V1Toleration toleration) => toleration.Operator is null or "" or "Equal" or "Exists";

    private static Toleration Toleration(V1Toleration toleration) => new(
        string.IsNullOrEmpty(toleration.Key) ? null : toleration.Key,
        toleration.Operator == "Exists" ? null : toleration.Value ?? "",
        Enum.TryParse<TaintEffect>(toleration.Effect, out var effect) ? effect : null);

    private static WeightingRule Weighting(Weighting? weighting) => new()
    {
        ServiceTimeMs = weighting?.ServiceTime is { } text && KubeDuration.TryParse(text, out var time) && time > TimeSpan.Zero ? time.TotalMilliseconds : 20,
        HysteresisPercent = Math.Min(weighting?.Rebalance?.HysteresisPercent ?? 10, 99),
        Rebalance = Enum.TryParse<RebalanceStrategy>(weighting?.Rebalance?.Strategy, out var strategy) ? strategy : RebalanceStrategy.Continuous,
        Bounds = [.. (weighting?.Bounds ?? []).Select(bound => new BoundRule(Rule(bound.TargetCluster), bound.MinReplicas ?? 0, bound.MaxReplicas ?? int.MaxValue))],
    };
}
