using System.Text.Json;

namespace Loadline.Operator.Json;

/// <summary>Finds lists that hold null: a type has no word for that, and code that walks a list does not expect it.</summary>
internal static class NullItems
{
    /// <summary>Paths of items that are null; empty when there are none, or when the text is not JSON.</summary>
    /// <param name="json">The text.</param>
    /// <param name="root">Path of the text itself.</param>
    public static IReadOnlyList<string> In(ReadOnlyMemory<byte> json, string root)
    {
        if (json.Span.IndexOf("null"u8) < 0) return [];
        var found = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(json);
            Walk(document.RootElement, root, found);
        }
        catch (JsonException)
        {
            // Whoever reads it says so.
        }

        return found;
    }

    private static void Walk(JsonElement element, string path, List<string> found)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject()) Walk(property.Value, $"{path}.{property.Name}", found);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
            {
                if (item.ValueKind == JsonValueKind.Null) found.Add($"{path}[{index}]");
                else Walk(item, $"{path}[{index}]", found);
            }
        }
    }
}
