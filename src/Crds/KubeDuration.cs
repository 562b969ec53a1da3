using System.Buffers;
using System.Globalization;
using System.Text;

namespace Loadline.Crds;

/// <summary>Durations as Kubernetes writes them: Go's notation, for example <c>1m30s</c>, <c>1.5h</c>, <c>250ms</c>.</summary>
public static class KubeDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Parses a duration.</summary>
    /// <exception cref="FormatException">The text is not a duration.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"'{text}' is not a duration (examples: 30s, 1m30s, 250ms)");

    /// <summary>Parses a duration that a schema default stands behind: null gives <paramref name="fallback"/>.</summary>
    /// <exception cref="FormatException">The text is not a duration.</exception>
    public static TimeSpan ParseOr(string? text, TimeSpan fallback) => text is null ? fallback : Parse(text);

    /// <summary>Parses an optionally signed sequence of decimal numbers with units h, m, s, ms, us (or µs) and ns. Parts of a tick (100 ns) are cut off.</summary>
    /// <returns>False when the text is not a duration or does not fit.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var negative = text is ['-', ..];
        if (text is ['-' or '+', ..]) text = text[1..];
        if (text is "0") return true;
        if (text.IsEmpty) return false;

        var ticks = 0m;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9') is var i && i >= 0 && text[i] == '.'
                ? FractionEnd(text, i + 1)
                : i;
            if (digits <= 0 || text[..digits] is ".") return false;
            var number = text[..digits];
            text = text[digits..];
            var unitEnd = text.IndexOfAny(NumberCharacters);
            var unit = unitEnd < 0 ? text : text[..unitEnd];
            if (TicksPer(unit) is not { } ticksPer
                || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                || count > long.MaxValue / ticksPer) return false;
            ticks += count * ticksPer;
            text = text[unit.Length..];
        }

        if (ticks > long.MaxValue) return false;
        duration = TimeSpan.FromTicks(negative ? -(long)ticks : (long)ticks);
        return true;
    }

    /// <summary>Writes a duration in hours, minutes, seconds and milliseconds, leaving out what is zero; <c>0s</c> for nothing.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        var text = new StringBuilder(duration < TimeSpan.Zero ? "-" : "");
        var rest = duration.Duration();
        if (rest >= TimeSpan.FromHours(1)) text.Append(CultureInfo.InvariantCulture, $"{(long)rest.TotalHours}h");
        if (rest.Minutes > 0) text.Append(CultureInfo.InvariantCulture, $"{rest.Minutes}m");
        if (rest.Seconds > 0) text.Append(CultureInfo.InvariantCulture, $"{rest.Seconds}s");
        if (rest.Milliseconds > 0) text.Append(CultureInfo.InvariantCulture, $"{rest.Milliseconds}ms");
        var micros = rest.Ticks % TimeSpan.TicksPerMillisecond / 10m;
        if (micros > 0) text.Append(CultureInfo.InvariantCulture, $"{micros:0.#}us");
        return text.ToString();
    }

    private static int FractionEnd(ReadOnlySpan<char> text, int start)
    {
        var length = text[start..].IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? -1 : start + length;
    }

    private static decimal? TicksPer(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => TimeSpan.TicksPerHour,
        "m" => TimeSpan.TicksPerMinute,
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        // Both code points for "micro" (U+00B5, U+03BC) are in Go's grammar.
        "us" or "\u00b5s" or "\u03bcs" => TimeSpan.TicksPerMicrosecond,
        "ns" => 0.01m,
        _ => null,
    };
}
