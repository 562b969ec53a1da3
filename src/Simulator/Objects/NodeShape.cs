using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>How ownership sees a value.</summary>
internal enum NodeShape
{
    /// <summary>One unit: a scalar, an atomic list or an atomic object.</summary>
    Leaf,

    /// <summary>An object whose members are owned one by one.</summary>
    Members,

    /// <summary>A list whose items are owned one by one.</summary>
    Items,
}

/// <summary>A value that may be absent, which is not the same as null.</summary>
internal readonly record struct Slot(bool Exists, JsonNode? Node)
{
    public static Slot Absent => default;

    public bool IsEmptyContainer => !Exists || Node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    public static Slot Of(JsonObject? parent, string name) =>
        parent is not null && parent.TryGetPropertyValue(name, out var node) ? new(true, node) : Absent;

    public static Slot Of(JsonNode? node) => new(true, node);
}

internal static class NodeShapes
{
    public static NodeShape Shape(this TypeSchema type, JsonNode? value) => type.Kind switch
    {
        SchemaKind.Object or SchemaKind.Map => type.AtomicMap ? NodeShape.Leaf : NodeShape.Members,
        SchemaKind.List => type.ListType == ListType.Atomic ? NodeShape.Leaf : NodeShape.Items,
        SchemaKind.Any when value is JsonObject or null => NodeShape.Members,
        _ => NodeShape.Leaf,
    };

    /// <summary>The path element of a list item; null when the item has none (a missing key, a nested list in a set).</summary>
    public static PathElement? ItemElement(this TypeSchema list, JsonNode? item) => list.ListType switch
    {
        ListType.Map => item is JsonObject map ? PathElement.Key(map, list) : null,
        ListType.Set => item is JsonValue ? PathElement.Value(item) : null,
        _ => null,
    };
}
