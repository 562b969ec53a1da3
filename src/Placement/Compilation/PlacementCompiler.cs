using System.Globalization;
using Loadline.Crds;
using Loadline.Crds.Validation;
using Loadline.Kubernetes.Models;
using Loadline.Placement.Weights;
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
            Weighting = Weighting(scheduling?.Weighting, strategy),
            KeepsToBounds = strategy == DivisionStrategy.LatencyAndLoad
                || (scheduling?.Weighting is not null && strategy is DivisionStrategy.AvailableReplicas or DivisionStrategy.StaticWeight),
        };
    }

    private const int RaiseBlockIntervals = 5;

    /// <summary>Loads are sampled every ten seconds; what is older than a sample and a bit is old.</summary>
    private static readonly TimeSpan NoGrowAfter = TimeSpan.FromSeconds(12.5);

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
        Fields = [.. (affinity.FieldSelector?.MatchExpressions ?? []).Select(e => LabelQuery.Requirement(e.Key, e.Operator, e.Values))],
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

    private static bool IsKnown(V1Toleration toleration) =>
        toleration.Operator is null or "" or "Equal" or "Exists"
        && toleration.Effect is null or "" or nameof(TaintEffect.NoSchedule) or nameof(TaintEffect.PreferNoSchedule) or nameof(TaintEffect.NoExecute);

    private static Toleration Toleration(V1Toleration toleration) => new(
        string.IsNullOrEmpty(toleration.Key) ? null : toleration.Key,
        toleration.Operator == "Exists" ? null : toleration.Value ?? "",
        string.IsNullOrEmpty(toleration.Effect) ? null : Enum.Parse<TaintEffect>(toleration.Effect));

    private static WeightingRule Weighting(Weighting? weighting, DivisionStrategy strategy)
    {
        var rebalance = weighting?.Rebalance;
        var serviceTime = weighting?.ServiceTime is { } text && KubeDuration.TryParse(text, out var time) && time > TimeSpan.Zero ? time.TotalMilliseconds : 20;
        var noise = Math.Min(rebalance?.HysteresisPercent ?? PolicyDefaults.HysteresisPercent, 99) / 100.0;
        return new()
        {
            ServiceTimeMs = serviceTime,
            Loop = Loop(rebalance, serviceTime, noise),
            HysteresisPercent = 100 * noise,
            ClaimRatio = strategy == DivisionStrategy.LatencyAndLoad ? (1 + noise) / (1 - noise) : 1 + noise,
            SettleRatio = strategy == DivisionStrategy.LatencyAndLoad ? 1 : 1 + noise,
            BenefitPercent = rebalance?.BenefitPercent ?? PolicyDefaults.BenefitPercent,
            MoveBudget = rebalance?.MoveBudget is { } budget ? budget.Number ?? Percent(budget.Text) : int.MaxValue,
            BudgetIsPercent = rebalance?.MoveBudget?.Text is not null,
            Rebalance = Enum.TryParse<RebalanceStrategy>(rebalance?.Strategy, out var known) ? known : RebalanceStrategy.Continuous,
            Bounds = [.. (weighting?.Bounds ?? []).Select(bound => new BoundRule(Rule(bound.TargetCluster), bound.MinReplicas ?? 0, bound.MaxReplicas ?? int.MaxValue))],
        };
    }

    /// <summary>The policy's part of the loop's knobs. A replica that a member just gave away does not come back at once: for five intervals, it is not given any.</summary>
    private static WeightSpec Loop(Rebalance? rebalance, double serviceTime, double noise)
    {
        var interval = KubeDuration.ParseOr(rebalance?.MinInterval, PolicyDefaults.RebalanceMinInterval);
        return WeightSpec.Default with
        {
            ServiceTimeMs = serviceTime,
            MinInterval = interval,
            RaiseBlock = RaiseBlockIntervals * interval,
            // Round trips are smoothed over a third of the interval: who wants to move often wants to see soon.
            ReplicaRttHalfLife = TimeSpan.FromSeconds(Math.Clamp(interval.TotalSeconds / 3, 2, WeightSpec.Default.ReplicaRttHalfLife.TotalSeconds)),
            Benefit = (rebalance?.BenefitPercent ?? PolicyDefaults.BenefitPercent) / 100.0,
            Inertia = noise,
            Surge = (rebalance?.SurgePercent ?? PolicyDefaults.SurgePercent) / 100.0,
            NMinusOneUtilization = rebalance?.SurviveClusterLoss ?? PolicyDefaults.SurviveClusterLoss ? WeightSpec.Default.NMinusOneUtilization : 0,
            // Replicas of a lost member are replaced when the policy's failover says so, and not before.
            ReplaceLost = false,
            NoGrowAfter = NoGrowAfter,
        };
    }

    private static int Percent(string? text) =>
        text is not null && int.TryParse(text.AsSpan().TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : 0;
}
