namespace Loadline.Kubernetes.LeaderElection;

internal enum ClaimResult
{
    /// <summary>We hold the lease.</summary>
    Held,

    /// <summary>Somebody else holds it, as far as we can see.</summary>
    Taken,

    /// <summary>The lease changed under us or could not be reached; nothing is known for sure.</summary>
    Unknown,
}

/// <summary>One try to take or renew the lease, and what has been observed of it. Used by one loop at a time.</summary>
internal sealed class LeaseClaim(ILeaseLock lease, LeaderElectionOptions options, TimeProvider time, LeaderElectionMetrics? metrics)
{
    private LeaseRecord? _observed;
    private long _observedAt;

    /// <summary>The lease as last seen.</summary>
    public LeaseRecord? Observed => Volatile.Read(ref _observed);

    /// <summary>How long ago it was seen to change.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _observedAt));

    private bool IsOurs => _observed?.HolderIdentity == options.Identity;

    /// <summary>LE4: an update with the version that we know, and only if that is out of date a read.</summary>
    public async Task<ClaimResult> TryAsync(CancellationToken cancellationToken)
    {
        if (IsOurs)
        {
            var renewed = await lease.UpdateAsync(Renewed(_observed!), cancellationToken);
            if (renewed is not null)
            {
                Observe(renewed);
                return ClaimResult.Held;
            }

            metrics?.SlowPath();
        }

        var current = await lease.GetAsync(cancellationToken);
        if (current is null)
        {
            return Taken(await lease.CreateAsync(Made(), cancellationToken));
        }

        Observe(current);
        if (!IsOurs && current.HolderIdentity.Length > 0 && Age < TimeSpan.FromSeconds(current.LeaseDurationSeconds))
        {
            return ClaimResult.Taken;
        }

        return Taken(await lease.UpdateAsync(IsOurs ? Renewed(current) : TakenOver(current), cancellationToken));
    }

    /// <summary>Looks without claiming, so that the time in which a silent holder may not be replaced has begun when a claim is made.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (await lease.GetAsync(cancellationToken) is { } current) Observe(current);
    }

    /// <summary>Gives the lease back: others wait a second only (LE3, LE7).</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var current = _observed;
        if (!IsOurs || await lease.UpdateAsync(Released(current!), cancellationToken) is not null)
        {
            return;
        }

        current = await lease.GetAsync(cancellationToken);
        if (current?.HolderIdentity == options.Identity)
        {
            await lease.UpdateAsync(Released(current), cancellationToken);
        }
    }

    private int DurationSeconds => (int)Math.Ceiling(options.LeaseDuration.TotalSeconds);

    private LeaseRecord Renewed(LeaseRecord record) => record with { RenewTime = time.GetUtcNow(), LeaseDurationSeconds = DurationSeconds };

    /// <summary>A lease that somebody deleted is made anew without counting its epoch down.</summary>
    private LeaseRecord Made()
    {
        var now = time.GetUtcNow();
        var epoch = _observed switch { null => 0, var last when IsOurs => last.LeaseTransitions, var last => last.LeaseTransitions + 1 };
        return new LeaseRecord(options.Identity, DurationSeconds, now, now, epoch);
    }

    private LeaseRecord TakenOver(LeaseRecord record)
    {
        var now = time.GetUtcNow();
        return new LeaseRecord(options.Identity, DurationSeconds, now, now, record.LeaseTransitions + 1, record.ResourceVersion);
    }

    private LeaseRecord Released(LeaseRecord record)
    {
        var now = time.GetUtcNow();
        return record with { HolderIdentity = "", LeaseDurationSeconds = 1, AcquireTime = now, RenewTime = now };
    }

    private ClaimResult Taken(LeaseRecord? written)
    {
        if (written is null)
        {
            return ClaimResult.Unknown;
        }

        Observe(written);
        return ClaimResult.Held;
    }

    /// <summary>LE3: what counts is when, by our own clock, the record was seen to change.</summary>
    private void Observe(LeaseRecord record)
    {
        if (!record.SaysTheSameAs(_observed))
        {
            Volatile.Write(ref _observedAt, time.GetTimestamp());
        }

        Volatile.Write(ref _observed, record);
    }
}
