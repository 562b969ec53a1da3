using System.Globalization;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>JSON values as CEL values, typed by their schema: <c>number</c> is double, <c>date-time</c> is a timestamp, and so on.</summary>
internal static class CelJson
{
    public static object? Wrap(JsonNode? node, StructuralNode? schema) => node switch
    {
        null => null,
        JsonObject map => new CelJsonMap(map, schema),
        JsonArray list => new CelJsonList(list, schema),
        _ when JsonNodes.IsString(node, out var text) => Text(text, schema?.Format),
        _ when JsonNodes.IsBoolean(node, out var flag) => flag,
        _ when schema?.Type != "number" && JsonNodes.IsInteger(node, out var whole) => whole,
        _ => JsonNodes.IsNumber(node, out var number) ? number : null,
    };

    private static object Text(string text, string? format) => format switch
    {
        "date-time" or "date" when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        "duration" when GoDuration.TryParse(text, out var duration) => duration,
        "byte" => Convert.FromBase64String(text),
        _ => text,
    };
}

/// <summary>A JSON object; fields whose names are no identifiers are reached by their escaped names.</summary>
internal sealed class CelJsonMap(JsonObject map, StructuralNode? schema) : ICelMap
{
    public IEnumerable<object?> Keys => map.Select(m => (object?)m.Key);

    public bool TryGet(object? key, out object? value)
    {
        value = null;
        if (key is not string name || !map.TryGetPropertyValue(name, out var node)) return false;
        value = CelJson.Wrap(node, schema?.Member(name));
        return true;
    }

    public bool TryGetField(string name, out object? value) => TryGet(CelNames.Unescape(name), out value);
}

/// <summary>A JSON array.</summary>
internal sealed class CelJsonList(JsonArray list, StructuralNode? schema) : ICelList
{
    public int Count => list.Count;

    public bool IsUnordered => schema?.ListType is "set" or "map";

    public object? this[int index] => CelJson.Wrap(list[index], schema?.Items);
}
