namespace Loadline.Crds;

/// <summary>Condition types of ResourceBinding and ClusterResourceBinding.</summary>
public static class BindingConditions
{
    /// <summary>Summary: scheduled, fully applied and available.</summary>
    public const string Ready = "Ready";

    /// <summary>The template has members.</summary>
    public const string Scheduled = "Scheduled";

    /// <summary>Every chosen member holds what was decided.</summary>
    public const string FullyApplied = "FullyApplied";

    /// <summary>The wanted replicas are ready.</summary>
    public const string Available = "Available";

    /// <summary>A member holds an object of that name that is not ours.</summary>
    public const string Conflicted = "Conflicted";

    /// <summary>Writes are suspended or paused.</summary>
    public const string Suspended = "Suspended";

    /// <summary>Some write is held back; status.held says which and why.</summary>
    public const string Held = "Held";

    /// <summary>Only with measured weights: they rest on fresh measurements. Reasons are those of <see cref="SignalReasons"/>, or MetricsStale.</summary>
    public const string WeightsFresh = "WeightsFresh";

    /// <summary>Only with measured weights: no replicas are on the move.</summary>
    public const string Stable = "Stable";

    /// <summary>Only with measured weights: the members can carry the demand.</summary>
    public const string CapacitySufficient = "CapacitySufficient";

    /// <summary>Only with measured weights: the loss of any one member could be carried by the others.</summary>
    public const string SurvivesClusterLoss = "SurvivesClusterLoss";

    /// <summary>Objects remain in members after the template is gone, because a member cannot be reached.</summary>
    public const string CleanupBlocked = "CleanupBlocked";
}
