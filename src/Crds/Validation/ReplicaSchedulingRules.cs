namespace Loadline.Crds.Validation;

/// <summary>Rules of replica division and of the weights that follow measurements.</summary>
internal static class ReplicaSchedulingRules
{
    private const string MeasuredOnly = "belongs to weightPreference.dynamicWeight: LatencyAndLoad; set that or remove it";

    public static void Check(ReplicaScheduling? scheduling, string path, FieldErrors errors)
    {
        if (scheduling is null) return;
        EnumRules.OneOf(scheduling.ReplicaSchedulingType, path + ".replicaSchedulingType", errors, ReplicaSchedulingTypes.Duplicated, ReplicaSchedulingTypes.Divided);
        EnumRules.OneOf(scheduling.ReplicaDivisionPreference, path + ".replicaDivisionPreference", errors, ReplicaDivisionPreferences.Aggregated, ReplicaDivisionPreferences.Weighted);
        EnumRules.OneOf(scheduling.WeightPreference?.DynamicWeight, path + ".weightPreference.dynamicWeight", errors, DynamicWeights.AvailableReplicas, DynamicWeights.LatencyAndLoad);
        foreach (var (index, weight) in (scheduling.WeightPreference?.StaticWeightList ?? []).Index())
        {
            var at = $"{path}.weightPreference.staticWeightList[{index}]";
            errors.Require(weight.Weight >= 1, at + ".weight", "must be at least 1; leave the member out instead");
            SelectorRules.Needed(weight.TargetCluster, at + ".targetCluster", errors);
        }

        if (scheduling.Weighting is not { } weighting) return;
        errors.Require(
            scheduling is { ReplicaSchedulingType: null or ReplicaSchedulingTypes.Divided, ReplicaDivisionPreference: null or ReplicaDivisionPreferences.Weighted },
            path + ".weighting",
            "belongs to replicas divided by weight; set replicaSchedulingType: Divided and replicaDivisionPreference: Weighted, or remove weighting");
        if (scheduling.WeightPreference?.DynamicWeight != DynamicWeights.LatencyAndLoad)
        {
            errors.Require(weighting.Origins is null or [], path + ".weighting.origins", MeasuredOnly);
            errors.Require(weighting.ServiceTime is null, path + ".weighting.serviceTime", MeasuredOnly);
            errors.Require(weighting.Signals is null, path + ".weighting.signals", MeasuredOnly);
        }

        Weighting(weighting, path + ".weighting", errors);
    }

    private static void Weighting(Weighting weighting, string path, FieldErrors errors)
    {
        foreach (var (index, origin) in (weighting.Origins ?? []).Index())
        {
            var at = $"{path}.origins[{index}]";
            errors.Require(string.IsNullOrEmpty(origin.MemberCluster) != string.IsNullOrEmpty(origin.Region), at, "needs either memberCluster or region");
            errors.Require(origin.Share >= 1, at + ".share", "must be at least 1; leave the origin out instead");
        }

        errors.RequireUnique(
            (weighting.Origins ?? []).Select(o => (o.MemberCluster, o.Region)),
            i => $"{path}.origins[{i}]",
            "another item names this origin; add their shares up");
        DurationRules.Positive(weighting.ServiceTime, path + ".serviceTime", errors);
        EnumRules.OneOf(weighting.Utilization, path + ".utilization", errors, "Auto", "CPU", "Concurrency", "PromQL");
        EnumRules.OneOf(weighting.Signals?.Latency?.Source, path + ".signals.latency.source", errors, "Probe", "Agent", "PromQL");
        EnumRules.OneOf(weighting.Signals?.Load?.Source, path + ".signals.load.source", errors, "MetricsAPI", "PromQL", "Requests");
        Query(weighting.Signals?.Latency?.Source, weighting.Signals?.Latency?.Query, path + ".signals.latency.query", errors);
        Query(weighting.Signals?.Load?.Source, weighting.Signals?.Load?.Query, path + ".signals.load.query", errors);
        foreach (var (index, bound) in (weighting.Bounds ?? []).Index())
        {
            var at = $"{path}.bounds[{index}]";
            SelectorRules.Needed(bound.TargetCluster, at + ".targetCluster", errors);
            errors.Require(bound.MinReplicas is null or >= 0, at + ".minReplicas", "must not be negative");
            errors.Require(bound.MaxReplicas is null or >= 0, at + ".maxReplicas", "must not be negative");
            errors.Require(bound is not { MinReplicas: { } min, MaxReplicas: { } max } || min <= max, at + ".minReplicas", "must not be greater than maxReplicas");
        }

        if (weighting.Rebalance is not { } rebalance) return;
        EnumRules.OneOf(rebalance.Strategy, path + ".rebalance.strategy", errors, RebalanceStrategies.Continuous, RebalanceStrategies.OnChange, RebalanceStrategies.Never);
        DurationRules.NotNegative(rebalance.MinInterval, path + ".rebalance.minInterval", errors);
        Percent(rebalance.BenefitPercent, path + ".rebalance.benefitPercent", errors);
        Percent(rebalance.HysteresisPercent, path + ".rebalance.hysteresisPercent", errors);
        Percent(rebalance.SurgePercent, path + ".rebalance.surgePercent", errors);
        SafetyRules.CountOrPercent(rebalance.MoveBudget, path + ".rebalance.moveBudget", errors);
    }

    private static void Percent(int? value, string path, FieldErrors errors) => errors.Require(value is null or (>= 0 and <= 100), path, "must be from 0 to 100");

    private static void Query(string? source, string? query, string path, FieldErrors errors)
    {
        if (source == "PromQL") errors.Require(!string.IsNullOrEmpty(query), path, "is needed with source PromQL");
        else errors.Require(query is null, path, "belongs to source PromQL; set that or remove query");
    }
}
