using System.Globalization;

namespace Loadline.Crds.Validation;

/// <summary>Syntax of five-field cron schedules: numbers, names of months and days, lists, ranges and steps.</summary>
internal static class CronSyntax
{
    public const string Hint = "must be five cron fields: minute hour day-of-month month day-of-week, for example \"0 2 * * *\"";

    private static readonly (int Min, int Max, string[] Names)[] Fields =
    [
        (0, 59, []),
        (0, 23, []),
        (1, 31, []),
        (1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
        // 7 is Sunday too.
        (0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ];

    public static bool IsValid(string schedule)
    {
        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == Fields.Length && fields.Zip(Fields).All(pair => pair.First.Split(',').All(part => IsPart(part, pair.Second)));
    }

    private static bool IsPart(string part, (int Min, int Max, string[] Names) field)
    {
        var step = part.Split('/');
        if (step.Length > 2 || (step.Length == 2 && !(int.TryParse(step[1], NumberStyles.None, CultureInfo.InvariantCulture, out var every) && every > 0))) return false;
        if (step[0] == "*") return true;
        var ends = step[0].Split('-');
        if (ends.Length > 2 || Value(ends[0], field) is not { } from) return false;
        return ends.Length == 1 || Value(ends[1], field) is { } to && from <= to;
    }

    private static int? Value(string text, (int Min, int Max, string[] Names) field)
    {
        var named = Array.FindIndex(field.Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0) return field.Min + named;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= field.Min && value <= field.Max ? value : null;
    }
}
