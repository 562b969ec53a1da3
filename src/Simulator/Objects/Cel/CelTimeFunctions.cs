namespace Loadline.Simulator.Objects.Cel;

/// <summary>Parts of timestamps and durations; timestamps are read in UTC.</summary>
internal static class CelTimeFunctions
{
    public static IReadOnlyDictionary<string, Func<object?[], object?>> Methods { get; } = new Dictionary<string, Func<object?[], object?>>
    {
        ["getFullYear"] = a => (long)Time(a).Year,
        ["getMonth"] = a => (long)Time(a).Month - 1,
        ["getDate"] = a => (long)Time(a).Day,
        ["getDayOfMonth"] = a => (long)Time(a).Day - 1,
        ["getDayOfWeek"] = a => (long)Time(a).DayOfWeek,
        ["getDayOfYear"] = a => (long)Time(a).DayOfYear - 1,
        ["getHours"] = a => a[0] is TimeSpan span ? (long)span.TotalHours : Time(a).Hour,
        ["getMinutes"] = a => a[0] is TimeSpan span ? (long)span.TotalMinutes : Time(a).Minute,
        ["getSeconds"] = a => a[0] is TimeSpan span ? (long)span.TotalSeconds : Time(a).Second,
        ["getMilliseconds"] = a => a[0] is TimeSpan span ? span.Milliseconds : (long)Time(a).Millisecond,
    };

    private static DateTime Time(object?[] arguments) =>
        arguments[0] is DateTimeOffset time ? time.UtcDateTime : throw CelException.NoSuchOverload();
}
