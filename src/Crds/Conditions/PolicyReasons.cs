namespace Loadline.Crds;

/// <summary>Condition reasons of PropagationPolicy and ClusterPropagationPolicy.</summary>
public static class PolicyReasons
{
    /// <summary>WeightsFresh, Stable, CapacitySufficient, SurvivesClusterLoss: it holds for every template.</summary>
    public const string AllTemplates = "AllTemplates";

    /// <summary>All templates are scheduled, applied and available.</summary>
    public const string AllReady = "AllReady";

    /// <summary>Work is under way.</summary>
    public const string Progressing = "Progressing";

    /// <summary>The policy selects no template.</summary>
    public const string NoTemplates = "NoTemplates";

    /// <summary>The spec breaks a rule; the message names field and fix.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>A selector names a kind that the hub does not serve.</summary>
    public const string UnknownKind = "UnknownKind";

    /// <summary>A template has no member; see its binding.</summary>
    public const string NotScheduled = "NotScheduled";

    /// <summary>A member refused or does not have the object yet; see the binding.</summary>
    public const string NotApplied = "NotApplied";

    /// <summary>Fewer replicas are ready than wanted.</summary>
    public const string NotAvailable = "NotAvailable";

    /// <summary>All chosen members hold what was decided.</summary>
    public const string AllApplied = "AllApplied";

    /// <summary>Every template has members.</summary>
    public const string AllScheduled = "AllScheduled";

    /// <summary>All wanted replicas are ready.</summary>
    public const string AllAvailable = "AllAvailable";

    /// <summary>Another policy owns a selected template; status.conflicts names both.</summary>
    public const string OwnedByOtherPolicy = "OwnedByOtherPolicy";

    /// <summary>A member holds an object of that name that Loadline does not manage.</summary>
    public const string ObjectNotManaged = "ObjectNotManaged";

    /// <summary>No conflict.</summary>
    public const string NoConflict = "NoConflict";

    /// <summary>spec.suspension says so.</summary>
    public const string SuspendedBySpec = "SuspendedBySpec";

    /// <summary>The pause-until annotation says so.</summary>
    public const string Paused = "Paused";

    /// <summary>Nothing is suspended.</summary>
    public const string NotSuspended = "NotSuspended";

    /// <summary>The policy is in mode Preview: it decides and writes nothing.</summary>
    public const string Preview = "Preview";

    /// <summary>The removal budget is used up.</summary>
    public const string RemovalBudgetExceeded = "RemovalBudgetExceeded";

    /// <summary>Removals are within the budget.</summary>
    public const string WithinBudget = "WithinBudget";
}
