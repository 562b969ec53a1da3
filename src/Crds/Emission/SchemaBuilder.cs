using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Loadline.Kubernetes.Entities;

namespace Loadline.Crds.Emission;

/// <summary>Structural OpenAPI schemas of CLR types. Fields are sorted by name, so that moving a property does not change a manifest.</summary>
internal sealed class SchemaBuilder(XmlDocumentation documentation)
{
    /// <summary>Schema of a record with the given description.</summary>
    public JsonObject Object(Type type, string? description)
    {
        var schema = Described(description);
        schema["type"] = "object";
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null && p.SetMethod is not null)
            .OrderBy(JsonName, StringComparer.Ordinal)
            .ToList();
        var required = properties.Where(IsRequired).Select(p => (JsonNode)JsonName(p)).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        var fields = new JsonObject();
        foreach (var property in properties) fields[JsonName(property)] = Property(property);
        schema["properties"] = fields;
        if (type.GetCustomAttribute<RequiredUnlessAttribute>() is { } unless) schema["oneOf"] = OneOf(unless, type);
        AddRules(schema, type);
        return schema;
    }

    /// <summary>Adds the CEL rules that stand on a class or property after those that the schema has.</summary>
    public static void AddRules(JsonObject schema, MemberInfo member)
    {
        var rules = member.GetCustomAttributes<ValidationRuleAttribute>().OrderBy(r => r.Rule, StringComparer.Ordinal).ToList();
        if (rules.Count == 0) return;
        var list = schema["x-kubernetes-validations"] as JsonArray ?? [];
        foreach (var rule in rules) list.Add(new JsonObject { ["rule"] = rule.Rule, ["message"] = rule.Message });
        schema["x-kubernetes-validations"] = list;
    }

    private JsonObject Property(PropertyInfo property)
    {
        var description = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? documentation.Of(property);
        var schema = Of(property.PropertyType, description);
        PropertyConstraints.Apply(schema, property);
        AddRules(schema, property);
        return schema;
    }

    private JsonObject Of(Type type, string? description)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ForeignSchemas.TryGet(type, description) is { } foreign) return foreign;
        if (Scalar(type, description) is { } scalar) return scalar;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            var list = Described(description);
            list["type"] = "array";
            list["items"] = Of(item, item.Assembly == typeof(SchemaBuilder).Assembly ? documentation.Of(item) : null);
            return list;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var map = Described(description);
            map["type"] = "object";
            map["additionalProperties"] = Of(type.GetGenericArguments()[1], null);
            return map;
        }

        return type.Assembly == typeof(SchemaBuilder).Assembly
            ? Object(type, description)
            : throw new InvalidOperationException($"{type} has no schema");
    }

    private static JsonObject? Scalar(Type type, string? description)
    {
        (string Type, string? Format)? scalar =
            type == typeof(string) ? ("string", null)
            : type == typeof(bool) ? ("boolean", null)
            : type == typeof(int) ? ("integer", "int32")
            : type == typeof(long) ? ("integer", "int64")
            : type == typeof(double) ? ("number", "double")
            : type == typeof(DateTimeOffset) ? ("string", "date-time")
            : null;
        if (scalar is not { } known) return null;
        var schema = Described(description);
        schema["type"] = known.Type;
        if (known.Format is not null) schema["format"] = known.Format;
        // A server takes the format for a hint; what it lets through must be readable.
        if (type == typeof(int)) (schema["minimum"], schema["maximum"]) = ((long)int.MinValue, (long)int.MaxValue);
        return schema;
    }

    private static JsonArray OneOf(RequiredUnlessAttribute unless, Type type)
    {
        var selector = type.GetProperties().Single(p => JsonName(p) == unless.Selector);
        var values = selector.GetCustomAttribute<EnumValuesAttribute>()?.Values
            ?? throw new InvalidOperationException($"{type.Name}.{selector.Name} needs [EnumValues]");
        return
        [
            new JsonObject
            {
                ["properties"] = new JsonObject { [unless.Selector] = new JsonObject { ["enum"] = new JsonArray(unless.ExemptValue) } },
                ["not"] = new JsonObject { ["required"] = new JsonArray(unless.Field) },
            },
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    [unless.Selector] = new JsonObject { ["enum"] = new JsonArray([.. values.Where(v => v != unless.ExemptValue).Select(v => (JsonNode)v)]) },
                },
                ["required"] = new JsonArray(unless.Field),
            },
        ];
    }

    private static bool IsRequired(PropertyInfo property) =>
        property.GetCustomAttribute<RequiredMemberAttribute>() is not null || property.GetCustomAttribute<RequiredAttribute>() is not null;

    private static string JsonName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static JsonObject Described(string? description) => description is null ? [] : new JsonObject { ["description"] = description };
}
