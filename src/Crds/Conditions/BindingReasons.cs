namespace Loadline.Crds;

/// <summary>Condition reasons of bindings.</summary>
public static class BindingReasons
{
    /// <summary>Stable: replicas that were decided are not ready yet.</summary>
    public const string Moving = "Moving";

    /// <summary>Stable: nothing is on the move.</summary>
    public const string Settled = "Settled";

    /// <summary>CapacitySufficient, SurvivesClusterLoss: it is enough.</summary>
    public const string Enough = "Enough";

    /// <summary>CapacitySufficient: demand is greater than what all members together can carry.</summary>
    public const string Crunch = "Crunch";

    /// <summary>SurvivesClusterLoss: without the largest member the others would have too much to do.</summary>
    public const string TooFewElsewhere = "TooFewElsewhere";

    /// <summary>Scheduled: members were found.</summary>
    public const string Success = "Success";

    /// <summary>Scheduled: no member passes the filters; the message counts the members per filter.</summary>
    public const string NoClusterFit = "NoClusterFit";

    /// <summary>Scheduled: members pass, and together have too little room or too few groups.</summary>
    public const string Unschedulable = "Unschedulable";

    /// <summary>FullyApplied: every member holds what was decided.</summary>
    public const string FullyAppliedSuccess = "FullyAppliedSuccess";

    /// <summary>FullyApplied: a member refused the object; the message has the member and its answer.</summary>
    public const string FullyAppliedFailed = "FullyAppliedFailed";

    /// <summary>FullyApplied: writes are under way.</summary>
    public const string Applying = "Applying";

    /// <summary>FullyApplied: a member cannot be reached.</summary>
    public const string MemberUnreachable = "MemberUnreachable";

    /// <summary>FullyApplied: the policy is in mode Preview.</summary>
    public const string Preview = "Preview";

    /// <summary>Available: all wanted replicas are ready.</summary>
    public const string AllAvailable = "AllAvailable";

    /// <summary>Available: fewer replicas are ready than wanted.</summary>
    public const string NotAvailable = "NotAvailable";

    /// <summary>Event only: status.decision.memory could not be read, and replicas wait as long as after a move.</summary>
    public const string MemoryIgnored = "MemoryIgnored";

    /// <summary>Conflicted: a member holds an object of that name that Loadline does not manage.</summary>
    public const string ObjectNotManaged = "ObjectNotManaged";

    /// <summary>Conflicted: nothing in the way.</summary>
    public const string NoConflict = "NoConflict";

    /// <summary>Suspended: spec.suspension says so.</summary>
    public const string SuspendedBySpec = "SuspendedBySpec";

    /// <summary>Suspended: the pause-until annotation says so.</summary>
    public const string Paused = "Paused";

    /// <summary>Suspended: nothing is.</summary>
    public const string NotSuspended = "NotSuspended";
}
