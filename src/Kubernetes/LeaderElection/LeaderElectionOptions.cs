namespace Loadline.Kubernetes.LeaderElection;

/// <summary>Times of an election (LE1).</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>Waits of candidates are stretched by up to this factor more, so that they do not come in step.</summary>
    internal const double JitterFactor = 1.2;

    /// <summary>How long others wait after the last renewal that they saw. Default 15 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader goes on without a renewal. Default 10 s.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between renewals, and between tries to take the lease. Default 2 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Who we are; different in every process (LE2). Default: host name and a random id.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>Whether a clean end gives the lease back at once (LE7). Default true.</summary>
    public bool ReleaseOnStop { get; init; } = true;

    /// <summary>Limit of one request to the lease (LE5): at least a second, at most half the renew deadline.</summary>
    internal TimeSpan RequestTimeout => RenewDeadline / 2 > TimeSpan.FromSeconds(1) ? RenewDeadline / 2 : TimeSpan.FromSeconds(1);

    /// <summary>How long work may take to stop after the lease was lost, so that it has stopped before another leads (LE6).</summary>
    internal TimeSpan StopLimit => (LeaseDuration - RenewDeadline) / 2;

    /// <summary>Throws unless lease &gt; renew deadline &gt; retry × 1.2, all positive.</summary>
    /// <exception cref="ArgumentException">They are not; the message says which.</exception>
    public void Validate()
    {
        if (RetryPeriod <= TimeSpan.Zero)
        {
            throw new ArgumentException($"retry period ({RetryPeriod}) must be more than zero");
        }

        if (RenewDeadline <= RetryPeriod * JitterFactor)
        {
            throw new ArgumentException($"renew deadline ({RenewDeadline}) must be more than 1.2 times the retry period ({RetryPeriod})");
        }

        if (LeaseDuration <= RenewDeadline)
        {
            throw new ArgumentException($"lease duration ({LeaseDuration}) must be more than the renew deadline ({RenewDeadline})");
        }

        if (LeaseDuration < TimeSpan.FromSeconds(1))
        {
            throw new ArgumentException("lease duration must be a second or more: a lease counts whole seconds");
        }

        if (string.IsNullOrWhiteSpace(Identity))
        {
            throw new ArgumentException("identity must not be empty");
        }
    }
}
