namespace Loadline.Kubernetes.Client;

/// <summary>
/// A token bucket over the requests to one server (RQ1). Watches, leases and probes do not pass it. Kept as one number, the time at which the bucket would be
/// full: no timer runs and nothing is allocated while there are tokens. Thread-safe; who comes first goes first.
/// </summary>
internal sealed class RequestRate
{
    private readonly TimeProvider _time;
    private readonly long _interval;
    private readonly long _depth;
    private long _due;

    /// <param name="perSecond">Requests per second on average.</param>
    /// <param name="burst">Requests at once.</param>
    /// <param name="time">Clock.</param>
    public RequestRate(double perSecond, int burst, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(burst);
        _time = time;
        _interval = (long)(TimeSpan.TicksPerSecond / perSecond);
        _depth = _interval * (burst - 1);
        _due = long.MinValue;
    }

    /// <summary>Takes a token and waits until it is due.</summary>
    public ValueTask WaitAsync(CancellationToken ct)
    {
        var delay = Take();
        return delay <= TimeSpan.Zero ? ValueTask.CompletedTask : new(Task.Delay(delay, _time, ct));
    }

    /// <summary>Takes a token; how long until it is due.</summary>
    public TimeSpan Take()
    {
        var now = _time.GetElapsedTime(0).Ticks;
        while (true)
        {
            var due = Volatile.Read(ref _due);
            var mine = Math.Max(due, now);
            if (Interlocked.CompareExchange(ref _due, mine + _interval, due) == due) return TimeSpan.FromTicks(mine - now - _depth);
        }
    }
}
