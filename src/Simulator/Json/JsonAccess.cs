using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Json;

/// <summary>Short, null-tolerant reads and writes of JSON objects by path.</summary>
internal static class JsonAccess
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 256 };

    /// <summary>The node at <paramref name="path"/>, or null where any step is missing or not an object.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            if (node is not JsonObject obj || !obj.TryGetPropertyValue(step, out node)) return null;
        }
        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static JsonObject? Obj(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static JsonArray? Arr(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        if (node.At(path) is not JsonValue value) return null;
        if (value.TryGetValue<long>(out var number)) return number;
        if (value.TryGetValue<int>(out var small)) return small;
        return value.TryGetValue<double>(out var real) ? (long)real : null;
    }

    /// <summary>The object at <paramref name="name"/>, created when missing or null.</summary>
    public static JsonObject Ensure(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject existing) return existing;
        var created = new JsonObject();
        parent[name] = created;
        return created;
    }

    public static JsonArray EnsureArray(this JsonObject parent, string name)
    {
        if (parent[name] is JsonArray existing) return existing;
        var created = new JsonArray();
        parent[name] = created;
        return created;
    }

    public static JsonObject Metadata(this JsonObject obj) => obj.Ensure("metadata");

    public static string Name(this JsonObject obj) => obj.Text("metadata", "name") ?? "";

    public static string Namespace(this JsonObject obj) => obj.Text("metadata", "namespace") ?? "";

    /// <summary>Sets <paramref name="name"/> where it is absent or null.</summary>
    public static void Default(this JsonObject parent, string name, JsonNode value)
    {
        if (parent[name] is null) parent[name] = value;
    }

    /// <summary>Copies a member from <paramref name="source"/>, or removes it where the source has none.</summary>
    public static void CopyFrom(this JsonObject target, JsonObject? source, string name)
    {
        if (source is not null && source.TryGetPropertyValue(name, out var value) && value is not null) target[name] = value.DeepClone();
        else target.Remove(name);
    }

    public static bool Same(this JsonNode? a, JsonNode? b) => JsonNode.DeepEquals(a, b);

    public static JsonObject Copy(this JsonObject obj) => (JsonObject)obj.DeepClone();

    public static JsonArray ToJsonArray(this IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];

    public static byte[] ToUtf8(this JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact)) node.WriteTo(writer);
        return buffer.ToArray();
    }

    public static JsonNode? Parse(ReadOnlySpan<byte> utf8) => JsonNode.Parse(utf8, documentOptions: Lenient);

    /// <summary>A time as Kubernetes writes it: UTC, whole seconds.</summary>
    public static string Rfc3339(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A MicroTime as Kubernetes writes it.</summary>
    public static string Rfc3339Micro(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static string Invariant(this long number) => number.ToString(CultureInfo.InvariantCulture);
}
