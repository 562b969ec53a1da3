using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Lays an applied configuration over a live object. Nothing is removed; both arguments stay as they are.</summary>
internal static class ObjectMerge
{
    public static JsonObject Merge(JsonObject? live, JsonObject applied, TypeSchema type) =>
        live is null ? (JsonObject)applied.DeepClone() : Members(live, applied, type);

    private static JsonNode? Merge(JsonNode? live, JsonNode? applied, TypeSchema type) => (live, applied) switch
    {
        (JsonObject a, JsonObject b) when type.Shape(b) == NodeShape.Members && a.Count + b.Count > 0 => Members(a, b, type),
        (JsonArray a, JsonArray b) when type.Shape(b) == NodeShape.Items && a.Count + b.Count > 0 => Items(a, b, type),
        (JsonObject { Count: > 0 } a, null) when type.Shape(null) == NodeShape.Members => a.DeepClone(),
        (JsonArray { Count: > 0 } a, null) when type.Shape(null) == NodeShape.Items => a.DeepClone(),
        _ => applied?.DeepClone(),
    };

    private static JsonObject Members(JsonObject live, JsonObject applied, TypeSchema type)
    {
        var result = new JsonObject();
        foreach (var (name, value) in live)
            result[name] = applied.TryGetPropertyValue(name, out var intended)
                ? Merge(value, intended, type.Member(name) ?? TypeSchema.Anything)
                : value?.DeepClone();
        foreach (var (name, value) in applied)
            if (!live.ContainsKey(name))
                result[name] = value?.DeepClone();
        return result;
    }

    /// <summary>
    /// Merges two keyed lists. Items keep the order of the applied list; items that only the live list has stay where they are relative
    /// to the shared items before them.
    /// </summary>
    private static JsonArray Items(JsonArray live, JsonArray applied, TypeSchema type)
    {
        var liveElements = live.Select(type.ItemElement).ToArray();
        var liveIndex = new ItemIndex(live, type);
        var intended = new ItemIndex(applied, type);
        var shared = new Queue<PathElement>(intended.Elements.Where(liveIndex.Contains));
        var result = new JsonArray();
        var next = 0;

        // Live items up to the next shared item in the applied order; shared items met too early are placed later, by the applied list.
        void TakeLiveOnly()
        {
            for (; next < live.Count; next++)
            {
                if (liveElements[next] is not { } element || !intended.Contains(element))
                    result.Add(live[next]?.DeepClone());
                else if (shared.Count > 0 && element == shared.Peek())
                    return;
            }
        }

        TakeLiveOnly();
        foreach (var element in intended.Elements)
        {
            var item = intended.Single(element).Node;
            if (!liveIndex.Contains(element))
            {
                result.Add(item?.DeepClone());
                continue;
            }
            result.Add(liveIndex.HasDuplicates(element) ? item?.DeepClone() : Merge(liveIndex.Single(element).Node, item, type.Element!));
            shared.Dequeue();
            TakeLiveOnly();
        }
        return result;
    }
}
