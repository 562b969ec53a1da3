namespace Loadline.Kubernetes.LeaderElection;

/// <summary>Content of a lease.</summary>
/// <param name="HolderIdentity">Who holds it; empty after a graceful release.</param>
/// <param name="LeaseDurationSeconds">How long it lasts after the last change that an observer saw (LE3).</param>
/// <param name="AcquireTime">When the holder took it, by the holder's clock. For people; never compared.</param>
/// <param name="RenewTime">When the holder renewed it, by the holder's clock. For people; never compared.</param>
/// <param name="LeaseTransitions">How often it changed hands: the epoch of the holder's writes (LE8).</param>
/// <param name="ResourceVersion">Version that an update must name; null before the lease exists.</param>
public sealed record LeaseRecord(
    string HolderIdentity,
    int LeaseDurationSeconds,
    DateTimeOffset AcquireTime,
    DateTimeOffset RenewTime,
    int LeaseTransitions,
    string? ResourceVersion = null)
{
    /// <summary>Whether the holder changed it: a label that somebody edits gives the lease no longer life.</summary>
    internal bool SaysTheSameAs(LeaseRecord? other) => other is not null && this with { ResourceVersion = other.ResourceVersion } == other;
}
