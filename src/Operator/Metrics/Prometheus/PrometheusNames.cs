using System.Text;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>Names of metrics, units and labels as OpenTelemetry's compatibility specification maps them.</summary>
internal static class PrometheusNames
{
    /// <summary>A family's name without "_total": characters that are not allowed become "_", the unit is appended if it is missing.</summary>
    public static string Family(string name, string unit, bool isCounter)
    {
        var family = Sanitize(name, colons: true);
        if (isCounter && family.EndsWith("_total", StringComparison.Ordinal) && family.Length > 6)
        {
            family = family[..^6];
        }

        return unit.Length == 0 || family.EndsWith(unit, StringComparison.Ordinal) ? family : $"{family}_{unit}";
    }

    public static string Label(string key) => Sanitize(key, colons: false);

    /// <summary>The unit in words; empty for none.</summary>
    public static string Unit(string unit)
    {
        var plain = WithoutAnnotations(unit);
        var slash = plain.IndexOf('/');
        if (slash < 0)
        {
            return Word(plain);
        }

        var (over, per) = (Word(plain[..slash]), Singular(plain[(slash + 1)..]));
        return per.Length == 0 ? over : over.Length == 0 ? "per_" + per : $"{over}_per_{per}";
    }

    private static string Sanitize(string name, bool colons)
    {
        if (name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(colons ? PlainWithColon : Plain)
            && !name.Contains("__", StringComparison.Ordinal))
        {
            return name;
        }

        var text = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            text.Append('_');
        }

        foreach (var c in name)
        {
            var plain = char.IsAsciiLetterOrDigit(c) || (colons && c == ':');
            if (plain || text is not [.., '_'])
            {
                text.Append(plain ? c : '_');
            }
        }

        return text.ToString();
    }

    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static readonly System.Buffers.SearchValues<char> PlainWithColon =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:");

    private static string WithoutAnnotations(string unit)
    {
        var text = new StringBuilder(unit.Length);
        var depth = 0;
        foreach (var c in unit)
        {
            depth += c == '{' ? 1 : 0;
            if (depth == 0)
            {
                text.Append(c);
            }

            depth -= c == '}' && depth > 0 ? 1 : 0;
        }

        return text.ToString();
    }

    private static string Word(string unit) => unit switch
    {
        "" or "1" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "min" => "minutes",
        "h" => "hours",
        "d" => "days",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "TiBy" => "tebibytes",
        "KBy" => "kilobytes",
        "MBy" => "megabytes",
        "GBy" => "gigabytes",
        "TBy" => "terabytes",
        "m" => "meters",
        "V" => "volts",
        "A" => "amperes",
        "J" => "joules",
        "W" => "watts",
        "g" => "grams",
        "Cel" => "celsius",
        "Hz" => "hertz",
        "%" => "percent",
        "$" => "dollars",
        _ => Sanitize(unit, colons: false).Trim('_'),
    };

    private static string Singular(string unit) => unit switch
    {
        "s" => "second",
        "m" or "min" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        "mo" => "month",
        "y" => "year",
        _ => Word(unit),
    };
}
