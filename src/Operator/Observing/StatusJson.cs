using System.Text.Json;
using Loadline.Operator.Json;

namespace Loadline.Operator.Observing;

/// <summary>Reads and writes status objects off the hot path.</summary>
internal static class StatusJson
{
    /// <summary>The bytes of an object with the properties that are written.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> properties)
    {
        using var buffer = new PooledBuffer(512);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        properties(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.Written.ToArray();
    }

    /// <summary>Parses a value; a missing one is an empty object.</summary>
    public static JsonDocument Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json.IsEmpty ? "{}"u8 : json);
        return JsonDocument.ParseValue(ref reader);
    }

    /// <summary>Whether two values say the same, whatever the order of their properties.</summary>
    public static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        using var first = Parse(one);
        using var second = Parse(other);
        return JsonElement.DeepEquals(first.RootElement, second.RootElement);
    }

    /// <summary>The text of a property, or null.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The number of a property; the API leaves zeros out.</summary>
    public static long Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;

    /// <summary>The conditions of a status.</summary>
    public static JsonElement[] Conditions(JsonElement status) =>
        status.TryGetProperty("conditions"u8, out var conditions) && conditions.ValueKind == JsonValueKind.Array ? [.. conditions.EnumerateArray()] : [];

    /// <summary>The condition of a type that is true, or null.</summary>
    public static JsonElement? TrueCondition(JsonElement[] conditions, string type)
    {
        foreach (var condition in conditions)
            if (Text(condition, "type") == type && Text(condition, "status") == "True") return condition;
        return null;
    }
}
