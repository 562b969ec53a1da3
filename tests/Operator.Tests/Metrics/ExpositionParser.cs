using System.Globalization;
using System.Text;

namespace Loadline.Operator.Tests.Metrics;

/// <summary>One line of values.</summary>
internal sealed record Sample(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels, string Value);

/// <summary>One family, as far as its lines say.</summary>
internal sealed record Family(string Name, string Type, string Help, IReadOnlyList<Sample> Samples);

/// <summary>
/// A strict reader of the exposition formats: it refuses what a tolerant one would let pass, such as a second TYPE of a
/// name, lines of a family that are apart, a duplicate series, a bad escape, or text after "# EOF".
/// </summary>
internal static class ExpositionParser
{
    public static IReadOnlyList<Family> Parse(string text, bool openMetrics)
    {
        var reader = new Reader(openMetrics);
        if (text.Length > 0 && text[^1] != '\n')
        {
            throw new FormatException("the last line does not end");
        }

        foreach (var line in text.Split('\n')[..^1])
        {
            reader.Line(line);
        }

        return reader.End();
    }

    private sealed class Reader(bool openMetrics)
    {
        private readonly List<Family> _families = [];
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);
        private readonly HashSet<string> _series = new(StringComparer.Ordinal);
        private string? _name;
        private string? _type;
        private string? _help;
        private string? _unit;
        private List<Sample> _samples = [];
        private bool _ended;

        public void Line(string line)
        {
            Check(!_ended, "text after # EOF");
            if (openMetrics && line == "# EOF")
            {
                _ended = true;
            }
            else if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                Metadata(line);
            }
            else
            {
                TakeSample(line);
            }
        }

        public List<Family> End()
        {
            Check(_ended == openMetrics, "# EOF");
            Close();
            return _families;
        }

        private void Metadata(string line)
        {
            var parts = line.Split(' ', 4);
            Check(parts.Length == 4 && parts[1] is "TYPE" or "HELP" or "UNIT", $"comment: {line}");
            if (parts[2] != _name)
            {
                Close();
                Check(IsName(parts[2]), $"name: {parts[2]}");
                Check(_names.Add(parts[2]), $"a second family {parts[2]}");
                _name = parts[2];
            }

            Check(_samples.Count == 0, $"metadata after samples: {line}");
            switch (parts[1])
            {
                case "TYPE":
                    Check(_type is null, "a second TYPE");
                    Check(parts[3] is "counter" or "gauge" or "histogram" or "info", $"type: {parts[3]}");
                    _type = parts[3];
                    break;
                case "HELP":
                    Check(_help is null, "a second HELP");
                    _help = Unescape(parts[3], quotes: openMetrics);
                    break;
                default:
                    Check(openMetrics && _unit is null && parts[2].EndsWith("_" + parts[3], StringComparison.Ordinal), $"unit: {line}");
                    _unit = parts[3];
                    break;
            }
        }

        private void TakeSample(string line)
        {
            var end = line.AsSpan().IndexOfAny('{', ' ');
            Check(end > 0, $"sample: {line}");
            var name = line[..end];
            var at = end;
            var labels = line[end] == '{' ? Labels(line, ref at) : [];
            Check(line[at] == ' ', $"space before the value: {line}");
            var value = line[(at + 1)..];
            Check(
                value is "NaN" or "+Inf" or "-Inf" || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
                $"value: {line}");
            Check(Suffixes().Any(s => name == _name + s), $"{name} is not of family {_name}");
            Check(_series.Add($"{name}{{{string.Join('\u0001', labels.OrderBy(l => l.Key, StringComparer.Ordinal))}}}"), $"a second series: {line}");
            _samples.Add(new Sample(name, labels, value));
        }

        private string[] Suffixes() => (_type, openMetrics) switch
        {
            ("counter", true) => ["_total"],
            ("info", _) => ["_info"],
            ("histogram", _) => ["_bucket", "_sum", "_count"],
            _ => [""],
        };

        private static List<KeyValuePair<string, string>> Labels(string line, ref int at)
        {
            var labels = new List<KeyValuePair<string, string>>();
            at++;
            while (line[at] != '}')
            {
                var equals = line.IndexOf('=', at);
                var key = line[at..equals];
                Check(key.Length > 0 && !char.IsAsciiDigit(key[0]) && key.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'), $"label: {line}");
                Check(!labels.Exists(l => l.Key == key), $"a second label {key}");
                Check(line[equals + 1] == '"', $"quote: {line}");
                var end = equals + 2;
                while (line[end] != '"')
                {
                    end += line[end] == '\\' ? 2 : 1;
                }

                labels.Add(new(key, Unescape(line[(equals + 2)..end], quotes: true)));
                at = end + 1;
                if (line[at] == ',')
                {
                    at++;
                    Check(line[at] != '}', $"trailing comma: {line}");
                }
            }

            at++;
            return labels;
        }

        private void Close()
        {
            if (_name is null)
            {
                return;
            }

            Check(_type is not null && _samples.Count > 0, $"family {_name} has no type or no samples");
            _families.Add(new Family(_name, _type!, _help ?? "", _samples));
            (_name, _type, _help, _unit, _samples) = (null, null, null, null, []);
        }

        private static bool IsName(string name) =>
            !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':');

        private static string Unescape(string text, bool quotes)
        {
            var plain = new StringBuilder();
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] != '\\')
                {
                    plain.Append(text[i]);
                    continue;
                }

                plain.Append(text[++i] switch { 'n' => '\n', '\\' => '\\', '"' when quotes => '"', var c => throw new FormatException($"escape \\{c}") });
            }

            return plain.ToString();
        }

        private static void Check(bool ok, string problem)
        {
            if (!ok)
            {
                throw new FormatException(problem);
            }
        }
    }
}
