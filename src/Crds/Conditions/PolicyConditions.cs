namespace Loadline.Crds;

/// <summary>Condition types of PropagationPolicy and ClusterPropagationPolicy. Positive ones are True in health; Conflicted, Suspended and BreakerOpen are False.</summary>
public static class PolicyConditions
{
    /// <summary>Summary: the policy is valid and all its templates are scheduled, applied and available.</summary>
    public const string Ready = "Ready";

    /// <summary>Every template has members.</summary>
    public const string Scheduled = "Scheduled";

    /// <summary>Every chosen member holds what was decided.</summary>
    public const string Applied = "Applied";

    /// <summary>The wanted replicas are ready.</summary>
    public const string Available = "Available";

    /// <summary>The weights rest on fresh measurements.</summary>
    public const string WeightsFresh = "WeightsFresh";

    /// <summary>Nothing is moving, and no direction was reversed lately.</summary>
    public const string Stable = "Stable";

    /// <summary>The members have room for all replicas.</summary>
    public const string CapacitySufficient = "CapacitySufficient";

    /// <summary>The loss of any one member could be carried by the others.</summary>
    public const string SurvivesClusterLoss = "SurvivesClusterLoss";

    /// <summary>Another policy owns a selected template, or a member holds an object of that name that is not ours.</summary>
    public const string Conflicted = "Conflicted";

    /// <summary>Writes are suspended or paused.</summary>
    public const string Suspended = "Suspended";

    /// <summary>Too many removals in one window: the rest of them is held until a human agrees.</summary>
    public const string BreakerOpen = "BreakerOpen";
}
