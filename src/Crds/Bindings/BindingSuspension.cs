namespace Loadline.Crds;

/// <summary>Stops scheduling or writes to members.</summary>
public sealed record BindingSuspension
{
    /// <summary>Stops writes to every member.</summary>
    public bool? Dispatching { get; init; }

    /// <summary>Stops writes to some members.</summary>
    public SuspendClusters? DispatchingOnClusters { get; init; }

    /// <summary>Stops new decisions.</summary>
    public bool? Scheduling { get; init; }
}
