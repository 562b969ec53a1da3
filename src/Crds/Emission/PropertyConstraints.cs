using System.Reflection;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Entities;

namespace Loadline.Crds.Emission;

/// <summary>Writes the constraints that attributes put on a property into its schema.</summary>
internal static class PropertyConstraints
{
    /// <summary>Adds enum, default, limits and merge strategy.</summary>
    /// <exception cref="InvalidOperationException">A constraint does not fit the type.</exception>
    public static void Apply(JsonObject schema, PropertyInfo property)
    {
        if (Attribute<EnumValuesAttribute>(property) is { } values) schema["enum"] = new JsonArray([.. values.Values.Select(v => (JsonNode)v)]);
        if (Attribute<PatternAttribute>(property) is { } pattern) schema["pattern"] = pattern.Pattern;
        if (Attribute<LengthAttribute>(property) is { } length)
        {
            Expect(schema, property, "string");
            Bounds(schema, "minLength", length.Min, "maxLength", length.Max);
        }

        if (Attribute<ItemsAttribute>(property) is { } items)
        {
            Expect(schema, property, "array");
            Bounds(schema, "minItems", items.Min, "maxItems", items.Max);
        }

        if (Attribute<PropertyLimitsAttribute>(property) is { } limits)
        {
            Expect(schema, property, "object");
            Bounds(schema, "minProperties", limits.Min, "maxProperties", limits.Max);
        }

        if (Attribute<ItemLengthAttribute>(property) is { } itemLength)
        {
            var inner = (schema["items"] ?? schema["additionalProperties"]) as JsonObject
                ?? throw new InvalidOperationException($"{Name(property)} has no items");
            Expect(inner, property, "string");
            Bounds(inner, "minLength", itemLength.Min, "maxLength", itemLength.Max);
        }

        if (Attribute<RangeMinimumAttribute>(property) is { } minimum) schema["minimum"] = Number(minimum.Minimum);
        if (Attribute<RangeMaximumAttribute>(property) is { } maximum) schema["maximum"] = Number(maximum.Maximum);
        if (Attribute<XListTypeAttribute>(property) is { } listType)
        {
            Expect(schema, property, "array");
            schema["x-kubernetes-list-type"] = listType.ListType.ToString().ToLowerInvariant();
        }

        if (Attribute<XListMapKeysAttribute>(property) is { } keys) schema["x-kubernetes-list-map-keys"] = new JsonArray([.. keys.Keys.Select(k => (JsonNode)k)]);
        if (Attribute<XMapTypeAttribute>(property) is { } mapType) schema["x-kubernetes-map-type"] = mapType.MapType.ToString().ToLowerInvariant();
        if (Attribute<DefaultValueAttribute>(property) is { } fallback) schema["default"] = Default(fallback.Value);
    }

    private static JsonNode Default(object value) => value switch
    {
        bool b => b,
        long n => n,
        _ => (string)value,
    };

    private static JsonValue Number(double value) => value == Math.Floor(value) ? JsonValue.Create((long)value) : JsonValue.Create(value);

    private static void Bounds(JsonObject schema, string minName, long min, string maxName, long max)
    {
        if (min >= 0) schema[minName] = min;
        if (max >= 0) schema[maxName] = max;
    }

    private static void Expect(JsonObject schema, PropertyInfo property, string type)
    {
        if ((string?)schema["type"] != type) throw new InvalidOperationException($"{Name(property)} is not of type {type}");
    }

    private static string Name(PropertyInfo property) => $"{property.DeclaringType?.Name}.{property.Name}";

    private static T? Attribute<T>(PropertyInfo property)
        where T : Attribute => property.GetCustomAttribute<T>();
}
