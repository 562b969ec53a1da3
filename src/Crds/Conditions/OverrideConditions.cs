namespace Loadline.Crds;

/// <summary>Condition types of OverridePolicy and ClusterOverridePolicy.</summary>
public static class OverrideConditions
{
    /// <summary>The policy is valid and acted on.</summary>
    public const string Ready = "Ready";
}
