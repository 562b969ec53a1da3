using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Json;

/// <summary>JSON as Go decodes it: of a key that is given twice, the last value counts.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Unique = new() { MaxDepth = 256, AllowDuplicateProperties = false };

    /// <param name="utf8">The text.</param>
    /// <param name="duplicates">Gets the paths of keys that are given twice; null when nobody asks.</param>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static JsonNode? Parse(byte[] utf8, List<string>? duplicates = null)
    {
        try
        {
            return JsonNode.Parse(utf8, documentOptions: Unique);
        }
        catch (JsonException)
        {
            // Twice the same key, which is rare, or an error that the second reading reports, too.
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 256 });
            return Convert(document.RootElement, "", duplicates);
        }
    }

    private static JsonNode? Convert(JsonElement element, string path, List<string>? duplicates)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    var inside = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                    if (map.ContainsKey(member.Name)) duplicates?.Add(inside);
                    map[member.Name] = Convert(member.Value, inside, duplicates);
                }
                return map;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select((item, i) => Convert(item, $"{path}[{((long)i).Invariant()}]", duplicates))]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }
}
