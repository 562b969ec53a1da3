namespace Loadline.Crds;

/// <summary>Changes for some members.</summary>
public sealed record OverrideRule
{
    /// <summary>The members. Without it, all.</summary>
    public ClusterAffinity? TargetCluster { get; init; }

    /// <summary>The changes.</summary>
    public required Overriders Overriders { get; init; }
}
