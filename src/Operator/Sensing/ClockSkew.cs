namespace Loadline.Operator.Sensing;

/// <summary>
/// How far a remote clock is off the hub's: the least difference of the last ten minutes between receipt and the time that the answer states. What takes
/// long only adds to a difference, so that the least is nearest to the truth. Owned by one loop.
/// </summary>
internal sealed class ClockSkew(TimeProvider time)
{
    /// <summary>Answers before which nothing is said: the first ones may have waited for everything that starts at once.</summary>
    public const int Enough = 5;

    private const int Buckets = 10;

    private readonly TimeSpan[] _least = [.. Enumerable.Repeat(TimeSpan.MaxValue, Buckets)];
    private long _minute = long.MinValue;
    private int _seen;

    /// <summary>Takes one answer's difference: positive when the remote clock is behind.</summary>
    /// <returns>The skew; null while too little was seen.</returns>
    public TimeSpan? Add(TimeSpan difference)
    {
        var minute = (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMinutes;
        if (minute - _minute is var passed && (_minute == long.MinValue || passed >= Buckets)) Array.Fill(_least, TimeSpan.MaxValue);
        else for (var m = _minute + 1; m <= minute; m++) _least[Slot(m)] = TimeSpan.MaxValue;
        _minute = minute;
        ref var least = ref _least[Slot(minute)];
        if (difference < least) least = difference;
        return ++_seen < Enough ? null : _least.Min();
    }

    private static int Slot(long minute) => (int)(((minute % Buckets) + Buckets) % Buckets);
}
