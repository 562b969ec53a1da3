using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Equality, scalars and canonical text of JSON nodes, by value: 1 equals 1.0 and member order does not count.</summary>
internal static class JsonNodes
{
    /// <summary>What Kubernetes' own encoders escape, and no more: names with &lt; or ' stay readable.</summary>
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool AreEqual(JsonNode? a, JsonNode? b)
    {
        if (ReferenceEquals(a, b)) return true;
        return (a, b) switch
        {
            (null, _) or (_, null) => false,
            (JsonObject x, JsonObject y) => AreEqual(x, y),
            (JsonArray x, JsonArray y) => AreEqual(x, y),
            (JsonValue x, JsonValue y) => AreEqual(x, y),
            _ => false,
        };
    }

    public static bool IsNumber(JsonNode? node, out double number)
    {
        number = 0;
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number) return false;
        number = value.TryGetValue(out double d) ? d : double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>True for numbers without a fraction that fit 64 bits, however they are written (3, 3.0, 3e0).</summary>
    public static bool IsInteger(JsonNode? node, out long number)
    {
        number = 0;
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number) return false;
        if (value.TryGetValue(out number)) return true;
        if (value.TryGetValue(out int small))
        {
            number = small;
            return true;
        }
        if (!IsNumber(node, out var d) || d != Math.Floor(d) || Math.Abs(d) >= 9.2e18) return false;
        number = (long)d;
        return true;
    }

    public static bool IsString(JsonNode? node, out string text)
    {
        text = string.Empty;
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.String) return false;
        text = value.GetValue<string>();
        return true;
    }

    public static bool IsBoolean(JsonNode? node, out bool flag)
    {
        flag = node is JsonValue value && value.GetValueKind() == JsonValueKind.True;
        return flag || (node is JsonValue other && other.GetValueKind() == JsonValueKind.False);
    }

    public static string? StringAt(JsonObject? parent, string name) =>
        parent is not null && IsString(parent[name], out var text) ? text : null;

    /// <summary>Text that is equal exactly when the values are equal.</summary>
    public static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonArray array => "[" + string.Join(',', array.Select(Canonical)) + "]",
        JsonObject map => "{" + string.Join(',', map.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => Quote(m.Key) + ":" + Canonical(m.Value))) + "}",
        _ when IsString(node, out var text) => Quote(text),
        _ when IsInteger(node, out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ when IsNumber(node, out var number) => number.ToString("R", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    public static string Quote(string text) => JsonSerializer.Serialize(text, Relaxed);

    private static bool AreEqual(JsonObject a, JsonObject b)
    {
        if (a.Count != b.Count) return false;
        foreach (var (name, value) in a)
            if (!b.TryGetPropertyValue(name, out var other) || !AreEqual(value, other))
                return false;
        return true;
    }

    private static bool AreEqual(JsonArray a, JsonArray b)
    {
        if (a.Count != b.Count) return false;
        for (var i = 0; i < a.Count; i++)
            if (!AreEqual(a[i], b[i]))
                return false;
        return true;
    }

    private static bool AreEqual(JsonValue a, JsonValue b)
    {
        var kind = a.GetValueKind();
        if (kind != b.GetValueKind()) return false;
        if (kind == JsonValueKind.String) return a.GetValue<string>() == b.GetValue<string>();
        if (kind != JsonValueKind.Number) return true;
        if (IsInteger(a, out var x) && IsInteger(b, out var y)) return x == y;
        return IsNumber(a, out var p) && IsNumber(b, out var q) && p == q;
    }
}
