using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Whether a value can be merged by a schema at all: declared fields, right shapes, list items that can be told apart.</summary>
public static class SchemaConformance
{
    /// <summary>What does not fit, as the server words it: <c>.spec.foo: field not declared in schema</c>.</summary>
    public static IReadOnlyList<string> Errors(JsonObject value, TypeSchema schema)
    {
        var errors = new List<string>();
        Check(value, schema, string.Empty, errors);
        return errors;
    }

    /// <summary>
    /// Does what decoding into Go structs does: removes fields that the schema does not declare, and declared ones that are null. Returns the
    /// paths of the former in the form of strict field validation (<c>spec.template.spec.containers[0].imagee</c>).
    /// </summary>
    public static IReadOnlyList<string> DropUnknown(JsonObject value, TypeSchema schema)
    {
        var dropped = new List<string>();
        Drop(value, schema, string.Empty, dropped);
        return dropped;
    }

    private static void Check(JsonNode? value, TypeSchema type, string path, List<string> errors)
    {
        switch (type.Kind)
        {
            case SchemaKind.Object or SchemaKind.Map:
                if (value is JsonObject map)
                    CheckMembers(map, type, path, errors);
                else if (value is not null)
                    errors.Add($"{path}: expected map, got {Describe(value)}");
                break;
            case SchemaKind.List:
                if (value is JsonArray list)
                    CheckItems(list, type, path, errors);
                else if (value is not null)
                    errors.Add($"{path}: expected list, got {Describe(value)}");
                break;
            case SchemaKind.Scalar when value is not null && !IsScalar(value, type):
                errors.Add($"{path}: expected {Expected(type)}, got {Describe(value)}");
                break;
        }
    }

    private static void CheckMembers(JsonObject map, TypeSchema type, string path, List<string> errors)
    {
        foreach (var (name, value) in map)
        {
            if (type.Member(name) is { } member)
                Check(value, member, path + "." + name, errors);
            else
                errors.Add($"{path}.{name}: field not declared in schema");
        }
    }

    private static void CheckItems(JsonArray list, TypeSchema type, string path, List<string> errors)
    {
        var seen = new HashSet<PathElement>();
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i];
            if (type.ListType == ListType.Atomic)
            {
                Check(item, type.Element!, $"{path}[{i}]", errors);
                continue;
            }
            if (type.ItemElement(item) is not { } element)
                errors.Add($"{path}: element {i}: {Unkeyed(item, type)}");
            else
            {
                if (!seen.Add(element)) errors.Add($"{path}: duplicate entries for key {element}");
                Check(item, type.Element!, path + element, errors);
            }
        }
    }

    private static string Unkeyed(JsonNode? item, TypeSchema list)
    {
        if (list.ListType == ListType.Set)
            return item is null
                ? "associative list without keys has an element that's an explicit null"
                : "associative list without keys has an element that's a map type";
        if (item is not JsonObject map)
            return item is null
                ? "associative list with keys may not have a null element"
                : "associative list with keys may not have non-map elements";
        var missing = list.Keys.First(k => !map.ContainsKey(k) && list.Element!.Member(k)?.Default is null);
        return $"associative list with keys has an element that omits key field \"{missing}\" (and doesn't have default value)";
    }

    private static bool IsScalar(JsonNode value, TypeSchema type) => value is JsonValue scalar && type.ScalarType switch
    {
        "string" => scalar.GetValueKind() == JsonValueKind.String,
        "integer" or "number" => scalar.GetValueKind() == JsonValueKind.Number,
        "boolean" => scalar.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        _ => true,
    };

    private static string Expected(TypeSchema type) => type.ScalarType switch
    {
        "integer" or "number" => "numeric (int or float)",
        null => "scalar",
        var other => other,
    };

    private static string Describe(JsonNode value) => $"&{{{value.ToJsonString(JsonNodes.Relaxed)}}}";

    private static void Drop(JsonNode? value, TypeSchema type, string path, List<string> dropped)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var name in map.Select(m => m.Key).ToArray())
                {
                    var at = path.Length == 0 ? name : $"{path}.{name}";
                    if (type.Member(name) is { } member)
                    {
                        if (map[name] is null && type.Declares(name)) map.Remove(name);
                        else Drop(map[name], member, at, dropped);
                    }
                    else if (type.Kind is SchemaKind.Object or SchemaKind.Map)
                    {
                        map.Remove(name);
                        dropped.Add(at);
                    }
                }
                break;
            case JsonArray list when type.Element is { } element:
                for (var i = 0; i < list.Count; i++)
                    Drop(list[i], element, $"{path}[{i}]", dropped);
                break;
        }
    }
}
