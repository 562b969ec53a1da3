namespace Loadline.Crds;

/// <summary>Values of <see cref="ReplicaScheduling.ReplicaDivisionPreference"/>.</summary>
public static class ReplicaDivisionPreferences
{
    /// <summary>As few members as have room.</summary>
    public const string Aggregated = "Aggregated";

    /// <summary>In proportion to weights.</summary>
    public const string Weighted = "Weighted";
}
