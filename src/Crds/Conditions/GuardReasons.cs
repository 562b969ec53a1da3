namespace Loadline.Crds;

/// <summary>The reasons for which the guard holds a write: stable, one word each, as conditions, events and metrics show them.</summary>
public static class GuardReasons
{
    /// <summary>Ready replicas over all members would fall below the floor.</summary>
    public const string CapacityFloor = "CapacityFloor";

    /// <summary>More replicas would exist than a move may add.</summary>
    public const string SurgeBudget = "SurgeBudget";

    /// <summary>What is known of the member is too old, or was never complete.</summary>
    public const string StaleMember = "StaleMember";

    /// <summary>What is known of the hub is not complete yet.</summary>
    public const string CachesNotSynced = "CachesNotSynced";

    /// <summary>The hub's identity is not known, so nothing in a member can be told to be its own.</summary>
    public const string HubIdUnknown = "HubIdUnknown";

    /// <summary>The member is in a jurisdiction that the data must not be in.</summary>
    public const string DataResidency = "DataResidency";

    /// <summary>Too many objects would be removed at once.</summary>
    public const string RemovalBudget = "RemovalBudget";
}
