using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>The set of fields that an applied configuration mentions: leaves, list items, free map keys and empty objects.</summary>
internal static class FieldExtraction
{
    public static FieldSet Fields(JsonNode? value, TypeSchema type)
    {
        var set = new FieldSet();
        Children(value, type, set);
        return set;
    }

    private static void Children(JsonNode? value, TypeSchema type, FieldSet set)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (name, member) in map)
                    Member(name, member, type, set);
                break;
            case JsonArray list:
                foreach (var item in list)
                    if (type.ItemElement(item) is { } element)
                    {
                        set.Add(element);
                        Below(item, type.Element!, element, set);
                    }
                break;
        }
    }

    private static void Member(string name, JsonNode? value, TypeSchema type, FieldSet set)
    {
        if (type.Member(name) is not { } memberType) return;
        var element = PathElement.Field(name);
        if (value is null or JsonObject { Count: 0 } || !type.Declares(name) || memberType.Shape(value) == NodeShape.Leaf)
            set.Add(element);
        Below(value, memberType, element, set);
    }

    private static void Below(JsonNode? value, TypeSchema type, PathElement element, FieldSet set)
    {
        if (value is not (JsonObject { Count: > 0 } or JsonArray { Count: > 0 }) || type.Shape(value) == NodeShape.Leaf) return;
        Children(value, type, set.Descend(element));
    }
}
