using System.Globalization;

namespace Loadline.Operator.Guarding;

/// <summary>
/// Five cron fields as sets of numbers. Where both the day of the month and the day of the week are restricted, either is enough, as cron has it.
/// The syntax was checked at admission; what cannot be read matches nothing.
/// </summary>
internal readonly record struct CronSchedule
{
    private static readonly (int Min, int Max, string[] Names)[] Fields =
    [
        (0, 59, []), (0, 23, []), (1, 31, []),
        (1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
        (0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ];

    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _eitherDay;

    /// <summary>Reads a schedule.</summary>
    public CronSchedule(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length) return;
        (_minutes, _hours, _days, _months, _weekdays) = (Set(fields, 0), Set(fields, 1), Set(fields, 2), Set(fields, 3), Set(fields, 4));
        // Sunday is 0 and 7.
        if ((_weekdays & (1UL << 7)) != 0) _weekdays |= 1;
        _eitherDay = !fields[2].StartsWith('*') && !fields[4].StartsWith('*');
    }

    /// <summary>Whether it fires in the minute of a local time.</summary>
    public bool Fires(DateTime local) => Has(_minutes, local.Minute) && Has(_hours, local.Hour) && IsDay(local);

    /// <summary>Whether it may fire on the day of a local time.</summary>
    public bool IsDay(DateTime local)
    {
        if (!Has(_months, local.Month)) return false;
        var (day, weekday) = (Has(_days, local.Day), Has(_weekdays, (int)local.DayOfWeek));
        return _eitherDay ? day || weekday : day && weekday;
    }

    private static bool Has(ulong set, int value) => (set & (1UL << value)) != 0;

    private static ulong Set(string[] fields, int index)
    {
        var field = Fields[index];
        ulong set = 0;
        foreach (var part in fields[index].Split(','))
        {
            var step = part.Split('/');
            var every = step.Length > 1 && int.TryParse(step[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : 1;
            var (from, to) = Range(step[0], field, open: step.Length > 1);
            for (var value = from; value <= to; value += every) set |= 1UL << value;
        }

        return set;
    }

    private static (int From, int To) Range(string text, (int Min, int Max, string[] Names) field, bool open)
    {
        if (text == "*") return (field.Min, field.Max);
        var ends = text.Split('-');
        var from = Value(ends[0], field);
        if (from < 0) return (1, 0);
        return (from, ends.Length > 1 ? Value(ends[1], field) : open ? field.Max : from);
    }

    private static int Value(string text, (int Min, int Max, string[] Names) field)
    {
        var named = Array.FindIndex(field.Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0) return field.Min + named;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= field.Min && value <= field.Max ? value : -1;
    }
}
