using Loadline.Crds;
using Loadline.Placement.Weights;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// One moment on both clocks: the monotonic one that decisions go by, which means nothing to another process, and the wall clock, which may have been set
/// meanwhile.
/// </summary>
/// <param name="Wall">Present time.</param>
/// <param name="Now">The same as the hub's monotonic clock reads it.</param>
public readonly record struct LoopClock(DateTimeOffset Wall, TimeSpan Now)
{
    /// <summary>What is as old as this ended every interval long ago.</summary>
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(365);

    /// <summary>
    /// A moment as a time; null for one that never was. It is rounded up to the hub's whole seconds, so that no interval ends sooner for another process.
    /// </summary>
    internal DateTimeOffset? TimeOf(TimeSpan moment)
    {
        var age = Now - moment;
        return age > LongAgo || age < -LongAgo ? null : WholeSeconds.Up(Wall - age);
    }

    /// <summary>
    /// A time as a moment. A time that has not come yet, as after the clock was set back, is now: an interval is at most begun anew, and never longer than it is.
    /// </summary>
    public TimeSpan MomentOf(DateTimeOffset? time)
    {
        if (time is not { } at) return Moment.Never;
        var age = Wall - at;
        return age > LongAgo ? Moment.Never : age > TimeSpan.Zero ? Now - age : Now;
    }
}
