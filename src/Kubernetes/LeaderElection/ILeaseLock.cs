namespace Loadline.Kubernetes.LeaderElection;

/// <summary>Where the lease is kept. Writes are optimistic: null says that somebody else was faster.</summary>
public interface ILeaseLock
{
    /// <summary>Names the lease in logs and errors, e.g. <c>lease loadline-system/loadline-operator</c>.</summary>
    string Describe { get; }

    /// <summary>The lease, or null when there is none.</summary>
    Task<LeaseRecord?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Creates it; null when it exists by now.</summary>
    Task<LeaseRecord?> CreateAsync(LeaseRecord record, CancellationToken cancellationToken);

    /// <summary>Replaces the version that <paramref name="record"/> names; null when that is no longer current, or deleted.</summary>
    Task<LeaseRecord?> UpdateAsync(LeaseRecord record, CancellationToken cancellationToken);
}
