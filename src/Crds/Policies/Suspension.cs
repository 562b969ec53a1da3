using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Stops writes to members.</summary>
[ValidationRule("!(has(self.dispatching) && self.dispatching && has(self.dispatchingOnClusters))",
    "dispatching: true stops all members; leave out dispatchingOnClusters")]
public sealed record Suspension
{
    /// <summary>Stops writes to every member.</summary>
    public bool? Dispatching { get; init; }

    /// <summary>Stops writes to some members.</summary>
    public SuspendClusters? DispatchingOnClusters { get; init; }
}
