namespace Loadline.Crds.Validation;

/// <summary>What a field that is left out means. The schema fills in some of these; the others depend on neighbouring fields.</summary>
public static class PolicyDefaults
{
    /// <summary>Default of spec.schedulerName.</summary>
    public const string SchedulerName = "default-scheduler";

    /// <summary>Default of purgeMode.</summary>
    public const string PurgeMode = PurgeModes.Gracefully;

    /// <summary>Default of failover.application.gracePeriodSeconds with purgeMode Gracefully.</summary>
    public const int GracePeriodSeconds = 600;

    /// <summary>Default of failover.application.decisionConditions.tolerationSeconds.</summary>
    public const int ApplicationTolerationSeconds = 300;

    /// <summary>Default of safety.minReadyPercent.</summary>
    public const int MinReadyPercent = 100;

    /// <summary>Default of safety.maxSurge.</summary>
    public const string MaxSurge = "20%";

    /// <summary>Default of safety.removalBudget.</summary>
    public const string RemovalBudget = "20%";

    /// <summary>Default of weighting.rebalance.minInterval.</summary>
    public static readonly TimeSpan RebalanceMinInterval = TimeSpan.FromSeconds(60);

    /// <summary>Default of weighting.rebalance.benefitPercent.</summary>
    public const int BenefitPercent = 2;

    /// <summary>Default of weighting.rebalance.hysteresisPercent.</summary>
    public const int HysteresisPercent = 10;

    /// <summary>Default of weighting.rebalance.surgePercent.</summary>
    public const int SurgePercent = 20;

    /// <summary>Default of weighting.rebalance.surviveClusterLoss.</summary>
    public const bool SurviveClusterLoss = true;

    /// <summary>Fills in the defaults that depend on other fields. Does nothing to a spec that it was applied to before.</summary>
    /// <param name="spec">The spec as stored.</param>
    /// <param name="policyNamespace">Namespace of a PropagationPolicy; null for a ClusterPropagationPolicy.</param>
    public static PropagationPolicySpec Apply(PropagationPolicySpec spec, string? policyNamespace)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var selectors = Selectors(spec.ResourceSelectors, policyNamespace);
        return spec with
        {
            ResourceSelectors = selectors ?? [],
            Placement = Placement(spec.Placement),
            Failover = Failover(spec.Failover),
            // An imported service is useless without the endpoints that it refers to.
            PropagateDeps = (selectors ?? []).Any(s => s.Kind == "ServiceImport") ? true : spec.PropagateDeps,
            SchedulerName = string.IsNullOrEmpty(spec.SchedulerName) ? SchedulerName : spec.SchedulerName,
        };
    }

    /// <summary>Fills in the namespace of an override policy's selectors.</summary>
    /// <param name="spec">The spec as stored.</param>
    /// <param name="policyNamespace">Namespace of an OverridePolicy; null for a ClusterOverridePolicy.</param>
    public static OverridePolicySpec Apply(OverridePolicySpec spec, string? policyNamespace)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec with { ResourceSelectors = Selectors(spec.ResourceSelectors, policyNamespace) };
    }

    /// <summary>Fills in the defaults of a placement.</summary>
    public static Placement? Placement(Placement? placement) => placement is null ? null : placement with
    {
        SpreadConstraints = placement.SpreadConstraints?.Select(Spread).ToArray(),
        ReplicaScheduling = Scheduling(placement.ReplicaScheduling),
    };

    private static IReadOnlyList<ResourceSelector>? Selectors(IReadOnlyList<ResourceSelector>? selectors, string? policyNamespace) =>
        policyNamespace is null ? selectors : selectors?.Select(s => string.IsNullOrEmpty(s.Namespace) ? s with { Namespace = policyNamespace } : s).ToArray();

    private static SpreadConstraint Spread(SpreadConstraint constraint) => constraint with
    {
        SpreadByField = string.IsNullOrEmpty(constraint.SpreadByField) && string.IsNullOrEmpty(constraint.SpreadByLabel) ? "cluster" : constraint.SpreadByField,
        MinGroups = constraint.MinGroups is null or 0 ? 1 : constraint.MinGroups,
    };

    private static ReplicaScheduling? Scheduling(ReplicaScheduling? scheduling)
    {
        if (scheduling is null) return null;
        var type = string.IsNullOrEmpty(scheduling.ReplicaSchedulingType) ? ReplicaSchedulingTypes.Divided : scheduling.ReplicaSchedulingType;
        return scheduling with
        {
            ReplicaSchedulingType = type,
            ReplicaDivisionPreference = type == ReplicaSchedulingTypes.Divided && string.IsNullOrEmpty(scheduling.ReplicaDivisionPreference)
                ? ReplicaDivisionPreferences.Weighted
                : scheduling.ReplicaDivisionPreference,
        };
    }

    private static FailoverBehavior? Failover(FailoverBehavior? failover) =>
        failover?.Application is not { GracePeriodSeconds: null } application || (application.PurgeMode ?? PurgeMode) != PurgeModes.Gracefully
            ? failover
            : failover with { Application = application with { GracePeriodSeconds = GracePeriodSeconds } };
}
