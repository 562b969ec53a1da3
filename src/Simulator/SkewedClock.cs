namespace Loadline.Simulator;

/// <summary>A clock that can be put forward and back: <see cref="SimulatedClusterOptions.TimeProvider"/> of a server whose time is wrong.</summary>
/// <param name="inner">The clock that it is off from. Timers and elapsed time are that clock's.</param>
public sealed class SkewedClock(TimeProvider inner) : TimeProvider
{
    private long _offset;

    /// <summary>How far it is ahead; negative for behind. Default zero.</summary>
    public TimeSpan Offset
    {
        get => new(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
