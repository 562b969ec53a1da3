using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>One step of a field path, in the text that FieldsV1 uses: <c>f:name</c>, <c>k:{"name":"x"}</c>, <c>v:"x"</c>, <c>i:0</c>.</summary>
internal readonly record struct PathElement : IComparable<PathElement>
{
    private PathElement(string text) => Text = text;

    /// <summary>The FieldsV1 text; equal exactly when the elements are equal.</summary>
    public string Text { get; }

    public static PathElement Field(string name) => new("f:" + name);

    public static PathElement Index(int index) => new("i:" + index.ToString(CultureInfo.InvariantCulture));

    public static PathElement Value(JsonNode? value) => new("v:" + JsonNodes.Canonical(value));

    /// <summary>A list item by the values of its key fields; null when the item lacks a key that has no default.</summary>
    public static PathElement? Key(JsonObject item, TypeSchema list)
    {
        if (list.Keys.Count == 1)
            return KeyValue(item, list, list.Keys[0]) is { } single ? new("k:{" + single + "}") : null;

        var parts = new List<string>(list.Keys.Count);
        foreach (var key in list.Keys.Order(StringComparer.Ordinal))
        {
            if (KeyValue(item, list, key) is not { } part) return null;
            parts.Add(part);
        }
        return new("k:{" + string.Join(',', parts) + "}");
    }

    /// <summary>Reads a FieldsV1 key; null for kinds of element that are not known, which are ignored as the real server does.</summary>
    public static PathElement? Parse(string text)
    {
        if (text.Length < 2 || text[1] != ':') throw new FormatException($"missing colon: {text}");
        return text[0] switch
        {
            'f' or 'i' => new(text),
            'k' or 'v' => new(text[..2] + JsonNodes.Canonical(JsonNode.Parse(text[2..]))),
            _ => null,
        };
    }

    /// <summary>Orders as the real server prints: fields, keys, values, indexes.</summary>
    public int CompareTo(PathElement other)
    {
        var byKind = Rank(Text[0]).CompareTo(Rank(other.Text[0]));
        return byKind != 0 ? byKind : string.CompareOrdinal(Text, other.Text);
    }

    /// <summary>The form that conflict messages use: <c>.spec</c>, <c>[name="x"]</c>, <c>[="x"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => Text[0] switch
    {
        'f' => "." + Text[2..],
        'k' => "[" + KeyText() + "]",
        'v' => "[=" + Text[2..] + "]",
        _ => "[" + Text[2..] + "]",
    };

    private static string? KeyValue(JsonObject item, TypeSchema list, string key)
    {
        if (!item.TryGetPropertyValue(key, out var value))
        {
            value = list.Element!.Member(key)?.Default;
            if (value is null) return null;
        }
        return JsonNodes.Quote(key) + ":" + JsonNodes.Canonical(value);
    }

    private static int Rank(char kind) => kind switch { 'f' => 0, 'k' => 1, 'v' => 2, _ => 3 };

    private string KeyText()
    {
        var text = new StringBuilder();
        using var keys = JsonDocument.Parse(Text.AsMemory(2));
        foreach (var key in keys.RootElement.EnumerateObject())
            text.Append(text.Length > 0 ? "," : string.Empty).Append(key.Name).Append('=').Append(key.Value.GetRawText());
        return text.ToString();
    }
}
