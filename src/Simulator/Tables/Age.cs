using System.Globalization;

namespace Loadline.Simulator.Tables;

/// <summary>Durations as kubectl prints them: <c>45s</c>, <c>3m20s</c>, <c>2d</c>.</summary>
internal static class Age
{
    public static string Since(string? time, DateTimeOffset now) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then) ? Human(now - then) : "<unknown>";

    /// <summary>apimachinery's <c>duration.HumanDuration</c>: two units while the first is small.</summary>
    public static string Human(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return Text(seconds, 's');
        var minutes = seconds / 60;
        if (minutes < 10) return Text(minutes, 'm') + Rest(seconds % 60, 's');
        if (minutes < 180) return Text(minutes, 'm');
        var hours = minutes / 60;
        if (hours < 8) return Text(hours, 'h') + Rest(minutes % 60, 'm');
        if (hours < 48) return Text(hours, 'h');
        var days = hours / 24;
        if (days < 8) return Text(days, 'd') + Rest(hours % 24, 'h');
        if (days < 730) return Text(days, 'd');
        var years = days / 365;
        return years < 8 ? Text(years, 'y') + Rest(days % 365, 'd') : Text(years, 'y');
    }

    private static string Text(long amount, char unit) => string.Create(CultureInfo.InvariantCulture, $"{amount}{unit}");

    private static string Rest(long amount, char unit) => amount == 0 ? "" : Text(amount, unit);
}
