using System.Globalization;
using OpenTelemetry;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>Writes a point's labels in the order of their keys; values of keys that became the same are joined with ";".</summary>
internal sealed class LabelWriter
{
    /// <summary>Keys come from code, not from data; more than this many would be a leak.</summary>
    private const int MaxCachedKeys = 1024;

    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _labels = [];

    public void Write(TextBuffer buffer, KeyValuePair<string, string>[] scope, ReadOnlyTagCollection tags)
    {
        _labels.Clear();
        _labels.AddRange(scope);
        foreach (var tag in tags)
        {
            Insert(new(Key(tag.Key), Text(tag.Value)));
        }

        Write(buffer, _labels);
    }

    /// <summary>Writes labels that are sorted by key.</summary>
    public static void Write(TextBuffer buffer, List<KeyValuePair<string, string>> labels)
    {
        for (var i = 0; i < labels.Count;)
        {
            if (i > 0)
            {
                buffer.Append((byte)',');
            }

            var key = labels[i].Key;
            buffer.Append(key).Append("=\""u8).AppendEscaped(labels[i].Value, quotes: true);
            for (i++; i < labels.Count && labels[i].Key == key; i++)
            {
                buffer.Append((byte)';').AppendEscaped(labels[i].Value, quotes: true);
            }

            buffer.Append((byte)'"');
        }
    }

    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => GoNumber.Text(number),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        System.Collections.IEnumerable many => $"[{string.Join(',', many.Cast<object?>().Select(Text))}]",
        _ => value.ToString() ?? "",
    };

    /// <summary>Keeps the few labels sorted as they come; behind equal keys, so that values keep the order of their own keys.</summary>
    private void Insert(KeyValuePair<string, string> label)
    {
        var at = _labels.Count;
        while (at > 0 && string.CompareOrdinal(_labels[at - 1].Key, label.Key) > 0)
        {
            at--;
        }

        _labels.Insert(at, label);
    }

    private string Key(string key)
    {
        if (_keys.TryGetValue(key, out var label))
        {
            return label;
        }

        label = PrometheusNames.Label(key);
        if (_keys.Count < MaxCachedKeys)
        {
            _keys.Add(key, label);
        }

        return label;
    }
}
