using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Finds the old version of a list item, where a list's type says which it is: by key in keyed lists, by value in sets.</summary>
internal sealed class ListCorrelation
{
    private readonly StructuralNode _schema;
    private readonly Dictionary<string, JsonNode?> _byKey = [];

    public ListCorrelation(JsonArray? old, StructuralNode schema)
    {
        _schema = schema;
        if (schema.ListType is not ("set" or "map")) return;
        foreach (var item in old ?? [])
            _byKey.TryAdd(Text(item), item);
    }

    public Slot Old(JsonNode? item) => _byKey.Count > 0 && _byKey.TryGetValue(Text(item), out var old) ? Slot.Of(old) : Slot.Absent;

    /// <summary>The key fields of an item with their values, defaults included.</summary>
    public static JsonObject Key(JsonNode? item, StructuralNode list)
    {
        var key = new JsonObject();
        foreach (var name in list.ListKeys)
            if ((Slot.Of(item as JsonObject, name) is { Exists: true } slot ? slot.Node : list.Items?.Member(name)?.Default) is { } value)
                key[name] = value.DeepClone();
        return key;
    }

    private string Text(JsonNode? item) => JsonNodes.Canonical(_schema.ListType == "map" ? Key(item, _schema) : item);
}
