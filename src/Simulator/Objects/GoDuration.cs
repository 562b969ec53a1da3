using System.Globalization;
using System.Text;

namespace Loadline.Simulator.Objects;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>1.5s</c>, <c>-20ms</c>, <c>0</c>.</summary>
internal static class GoDuration
{
    private static readonly (string Unit, decimal Nanoseconds)[] Units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+")) rest = rest[1..];
        if (rest is "0") return true;
        if (rest.IsEmpty) return false;

        decimal nanoseconds = 0;
        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.')) digits++;
            if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..];

            var letters = 0;
            while (letters < rest.Length && !char.IsAsciiDigit(rest[letters]) && rest[letters] != '.') letters++;
            if (Factor(rest[..letters]) is not { } factor) return false;
            nanoseconds += number * factor;
            rest = rest[letters..];
        }
        if (nanoseconds > long.MaxValue) return false;
        duration = TimeSpan.FromTicks((long)(nanoseconds / 100) * (negative ? -1 : 1));
        return true;
    }

    /// <summary>The form of CEL's <c>string(duration)</c>: seconds, such as <c>90s</c> or <c>0.5s</c>.</summary>
    public static string Print(TimeSpan duration) =>
        new StringBuilder().Append(CultureInfo.InvariantCulture, $"{duration.Ticks / 10_000_000m:0.#########}").Append('s').ToString();

    private static decimal? Factor(ReadOnlySpan<char> unit)
    {
        foreach (var (name, nanoseconds) in Units)
            if (unit.SequenceEqual(name))
                return nanoseconds;
        return null;
    }
}
