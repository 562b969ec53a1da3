namespace Loadline.Crds;

/// <summary>How replicas are removed from a member that they are moved away from.</summary>
public static class PurgeModes
{
    /// <summary>At once.</summary>
    public const string Directly = "Directly";

    /// <summary>When the replacement is healthy, or after the grace period.</summary>
    public const string Gracefully = "Gracefully";

    /// <summary>Not at all.</summary>
    public const string Never = "Never";
}
