using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Takes fields and list items out of a value, as a new tree. Containers that lose their last member go with it.</summary>
internal static class ItemRemoval
{
    public static JsonObject Remove(JsonObject value, FieldSet fields, TypeSchema type) => Members(value, fields, type);

    private static JsonNode? Below(JsonNode? value, FieldSet? fields, TypeSchema type)
    {
        if (fields is null || fields.IsEmpty || type.Shape(value) == NodeShape.Leaf) return value?.DeepClone();
        return value switch
        {
            JsonObject map => Members(map, fields, type),
            JsonArray list => Items(list, fields, type),
            _ => value?.DeepClone(),
        };
    }

    private static JsonObject Members(JsonObject map, FieldSet fields, TypeSchema type)
    {
        var result = new JsonObject();
        foreach (var (name, value) in map)
        {
            var element = PathElement.Field(name);
            if (fields.Has(element)) continue;
            var kept = Below(value, fields.Below(element), type.Member(name) ?? TypeSchema.Anything);
            if (!LostEverything(value, kept)) result[name] = kept;
        }
        return result;
    }

    private static JsonArray Items(JsonArray list, FieldSet fields, TypeSchema type)
    {
        var result = new JsonArray();
        foreach (var item in list)
        {
            if (type.ItemElement(item) is not { } element)
                result.Add(item?.DeepClone());
            else if (!fields.Has(element))
                result.Add(Below(item, fields.Below(element), type.Element!));
        }
        return result;
    }

    private static bool LostEverything(JsonNode? before, JsonNode? after) => (before, after) switch
    {
        (JsonObject { Count: > 0 }, JsonObject { Count: 0 }) => true,
        (JsonArray { Count: > 0 }, JsonArray { Count: 0 }) => true,
        _ => false,
    };
}
