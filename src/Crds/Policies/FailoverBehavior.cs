namespace Loadline.Crds;

/// <summary>What happens to replicas whose member or application fails.</summary>
public sealed record FailoverBehavior
{
    /// <summary>The application is unhealthy in a member.</summary>
    public ApplicationFailoverBehavior? Application { get; init; }

    /// <summary>The member is lost.</summary>
    public ClusterFailoverBehavior? Cluster { get; init; }
}
