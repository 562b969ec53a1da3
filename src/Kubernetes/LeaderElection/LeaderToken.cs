namespace Loadline.Kubernetes.LeaderElection;

/// <summary>
/// The right to write, while it lasts (LE8). A lease is no lock: a process that was paused wakes up believing that it
/// leads. So every write asks this first, and it counts local time since the last renewal was <em>sent</em>.
/// </summary>
public sealed class LeaderToken
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _renewDeadline;
    private long _renewedAt;
    private volatile bool _lost;

    internal LeaderToken(int epoch, long renewedAt, TimeSpan renewDeadline, TimeProvider time)
    {
        Epoch = epoch;
        _renewedAt = renewedAt;
        _renewDeadline = renewDeadline;
        _time = time;
    }

    /// <summary>Number of the leadership: higher than that of every earlier leader.</summary>
    public int Epoch { get; }

    /// <summary>Whether a write is allowed now.</summary>
    public bool IsValid => !_lost && SinceRenewal < _renewDeadline;

    internal TimeSpan SinceRenewal => _time.GetElapsedTime(Volatile.Read(ref _renewedAt));

    /// <summary>Call before each request that changes something.</summary>
    /// <exception cref="LeadershipLostException">The write must not be sent.</exception>
    public void ThrowIfExpired()
    {
        if (!IsValid)
        {
            Throw();
        }
    }

    internal void Renewed(long at) => Volatile.Write(ref _renewedAt, at);

    internal void Lose() => _lost = true;

    private void Throw() => throw new LeadershipLostException(_lost
        ? $"leadership {Epoch} was lost"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"leadership {Epoch} was last renewed {SinceRenewal.TotalSeconds:0.0} s ago, which is too long to write on"));
}
