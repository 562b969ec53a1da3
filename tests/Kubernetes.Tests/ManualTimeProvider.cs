namespace Loadline.Kubernetes.Tests;

/// <summary>
/// A clock that moves only when a test moves it. Timers fire inside <see cref="Advance"/>, in the order of their due times,
/// with the clock standing at exactly that time; a timer that is created while firing takes part. Code that sleeps on it is
/// driven deterministically by VirtualLoop.
/// </summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private TimeSpan _elapsed;
    private TimeSpan _wallOffset;

    public ManualTimeProvider(DateTimeOffset? start = null) => _start = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timers that are waiting, so that a test can wait until the code under test sleeps.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count(static t => t.Due is not null);
            }
        }
    }

    /// <summary>How long until the first timer fires; null when none is waiting.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_lock)
            {
                var due = _timers.Min(static t => t.Due) - _elapsed;
                return due < TimeSpan.Zero ? TimeSpan.Zero : due;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _start + _elapsed + _wallOffset;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed.Ticks;
        }
    }

    /// <summary>Moves the wall clock without moving time: what NTP, or a user, does.</summary>
    public void ShiftWallClock(TimeSpan by)
    {
        lock (_lock)
        {
            _wallOffset += by;
        }
    }

    /// <summary>Moves time without firing timers: a process that was paused. They fire at the next <see cref="Advance"/>.</summary>
    public void Freeze(TimeSpan duration)
    {
        lock (_lock)
        {
            _elapsed += duration;
        }
    }

    public void Advance(TimeSpan by)
    {
        TimeSpan end;
        lock (_lock)
        {
            end = _elapsed + by;
        }

        while (true)
        {
            ManualTimer? next;
            lock (_lock)
            {
                next = _timers.Where(t => t.Due <= end).MinBy(static t => t.Due);
                if (next is null)
                {
                    _elapsed = end > _elapsed ? end : _elapsed;
                    return;
                }

                _elapsed = next.Due!.Value > _elapsed ? next.Due.Value : _elapsed;
                next.Due = next.Period > TimeSpan.Zero ? _elapsed + next.Period : null;
            }

            next.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // As the timers of the system have it: 49.7 days.
            ArgumentOutOfRangeException.ThrowIfGreaterThan((long)dueTime.TotalMilliseconds, uint.MaxValue - 1L, nameof(dueTime));
            ArgumentOutOfRangeException.ThrowIfGreaterThan((long)period.TotalMilliseconds, uint.MaxValue - 1L, nameof(period));
            lock (owner._lock)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner._elapsed + dueTime;
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                return owner._timers.Contains(this);
            }
        }

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
                Due = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
