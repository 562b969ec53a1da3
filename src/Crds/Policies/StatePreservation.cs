using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>State that survives a failover.</summary>
public sealed record StatePreservation
{
    /// <summary>What to take and where to put it.</summary>
    [Items(max: 64)]
    public required IReadOnlyList<StatePreservationRule> Rules { get; init; }
}
