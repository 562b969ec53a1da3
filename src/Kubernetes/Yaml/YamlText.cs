using System.Buffers;
using System.Globalization;
using System.Text;

namespace Loadline.Kubernetes.Yaml;

/// <summary>Chooses how a string is written: bare, 'quoted', "escaped" or as a "|" block.</summary>
internal static class YamlText
{
    private static readonly SearchValues<char> Indicators = SearchValues.Create("-?:,[]{}#&*!|>'\"%@`=");

    // What YAML 1.1 readers (kubectl among them) take for a number, a time or base-60: quote whatever looks like it.
    private static readonly SearchValues<char> NumberLike = SearchValues.Create("0123456789+-.,_:eExXoOabcdefABCDEFTtZ ");

    public static void WriteKey(StringBuilder yaml, string key)
    {
        WriteFlow(yaml, key);
        yaml.Append(':');
    }

    /// <param name="yaml">Where to write.</param>
    /// <param name="text">The string.</param>
    /// <param name="indent">The column at which the lines of a block start.</param>
    public static void WriteValue(StringBuilder yaml, string text, int indent)
    {
        if (IsBlock(text))
        {
            WriteBlock(yaml, text, Math.Max(indent, 2));
        }
        else
        {
            WriteFlow(yaml, text);
        }
    }

    private static void WriteFlow(StringBuilder yaml, string text)
    {
        if (!IsPrintable(text))
        {
            WriteEscaped(yaml, text);
        }
        else if (MeansSomethingElse(text))
        {
            yaml.Append('"').Append(text).Append('"');
        }
        else if (IsBare(text))
        {
            yaml.Append(text);
        }
        else
        {
            yaml.Append('\'').Append(text.Replace("'", "''", StringComparison.Ordinal)).Append('\'');
        }
    }

    private static bool MeansSomethingElse(string text) =>
        YamlScalar.Classify(text) != YamlScalarKind.Text
        || text is "y" or "Y" or "n" or "N"
        || text.ToUpperInvariant() is "YES" or "NO" or "ON" or "OFF" or "TRUE" or "FALSE" or "NULL" or ".INF" or ".NAN"
        || (text is [>= '0' and <= '9', ..] or ['+' or '-' or '.', >= '0' and <= '9', ..] && !text.AsSpan().ContainsAnyExcept(NumberLike));

    private static bool IsBare(string text) =>
        text[0] != ' '
        && text[^1] is not (' ' or ':')
        && (!Indicators.Contains(text[0]) || (text is ['-' or '?' or ':', not ' ', ..] && !text.StartsWith("---", StringComparison.Ordinal)))
        && !text.StartsWith("...", StringComparison.Ordinal)
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && text is not "<<";

    private static bool IsPrintable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is < ' ' or (>= '\x7f' and <= '\x9f') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff' or '\u00a0')
            {
                return false;
            }

            if (char.IsSurrogate(c))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(c, text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    /// <summary>Text of several lines, each of which survives being printed as it is.</summary>
    private static bool IsBlock(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal) || text[0] is '\n')
        {
            return false;
        }

        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range];
            if (line is [.., ' '] || !IsPrintable(line.ToString()))
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteBlock(StringBuilder yaml, string text, int indent)
    {
        var end = text.AsSpan().TrimEnd('\n').Length;
        yaml.Append('|');
        if (text[0] == ' ')
        {
            yaml.Append('2');
        }

        yaml.Append((text.Length - end) switch { 0 => "-", 1 => "", _ => "+" });
        foreach (var range in text.AsSpan(0, end).Split('\n'))
        {
            yaml.Append('\n');
            var line = text.AsSpan(0, end)[range];
            if (!line.IsEmpty)
            {
                yaml.Append(' ', indent).Append(line);
            }
        }

        yaml.Append('\n', Math.Max(0, text.Length - end - 1));
    }

    private static void WriteEscaped(StringBuilder yaml, string text)
    {
        yaml.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => yaml.Append("\\\""),
                '\\' => yaml.Append("\\\\"),
                '\n' => yaml.Append("\\n"),
                '\r' => yaml.Append("\\r"),
                '\t' => yaml.Append("\\t"),
                '\0' => yaml.Append("\\0"),
                < ' ' or (>= '\x7f' and <= '\xa0') => yaml.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture)),
                '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff' =>
                    yaml.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => yaml.Append(c),
            };
        }

        yaml.Append('"');
    }
}
