using Loadline.Crds;

namespace Loadline.Operator.Guarding;

/// <summary>When replicas may move by our own wish: inside one of the policy's windows, or at any time when it has none. Pure.</summary>
internal sealed class MoveWindows
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Longer windows are open all the time for all practical purposes; the search ends there.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>A schedule that has no date in four years has none: 30 February.</summary>
    private const int DaysAhead = 1462;

    private readonly (CronSchedule Schedule, TimeSpan Duration, TimeZoneInfo Zone)[] _windows;

    /// <summary>Reads a policy's windows; null or empty is always open.</summary>
    public MoveWindows(IReadOnlyList<MoveWindow>? windows) => _windows =
    [
        .. (windows ?? []).Select(static w => (
            new CronSchedule(w.Schedule),
            KubeDuration.ParseOr(w.Duration, TimeSpan.Zero),
            w.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc)),
    ];

    /// <summary>Whether moves may happen now.</summary>
    public bool IsOpen(DateTimeOffset now)
    {
        if (_windows.Length == 0) return true;
        foreach (var (schedule, duration, zone) in _windows)
        {
            var last = now - (duration < Longest ? duration : Longest);
            for (var minute = Floor(now); minute > last; minute -= Minute)
                if (schedule.Fires(TimeZoneInfo.ConvertTime(minute, zone).DateTime)) return true;
        }

        return false;
    }

    /// <summary>When the next window opens; null when none ever does.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var (schedule, _, zone) in _windows)
            if (Next(schedule, zone, now) is { } at && (next is null || at < next)) next = at;
        return next;
    }

    private static DateTimeOffset? Next(CronSchedule schedule, TimeZoneInfo zone, DateTimeOffset now)
    {
        var at = Floor(now) + Minute;
        for (var end = at.AddDays(DaysAhead); at < end;)
        {
            var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
            if (!schedule.IsDay(local))
            {
                // The next local midnight, found in steps that no change of clocks can jump over.
                at += TimeSpan.FromMinutes(local.Hour < 22 ? (60 * (22 - local.Hour)) - local.Minute : 1);
                continue;
            }

            if (schedule.Fires(local)) return at;
            at += Minute;
        }

        return null;
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
