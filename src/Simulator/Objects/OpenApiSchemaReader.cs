using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Reads the merge-relevant part of a CRD's structural schema.</summary>
internal static class OpenApiSchemaReader
{
    public static TypeSchema ReadRoot(JsonObject schema)
    {
        var root = Read(schema);
        if (root.Kind is not (SchemaKind.Object or SchemaKind.Map)) return root;

        var fields = new Dictionary<string, TypeSchema>(root.Fields)
        {
            ["apiVersion"] = BuiltInSchemas.StringScalar,
            ["kind"] = BuiltInSchemas.StringScalar,
            ["metadata"] = BuiltInSchemas.ObjectMeta,
        };
        return new(SchemaKind.Object)
        {
            Description = root.Description,
            Fields = fields,
            Required = root.Required,
            Element = root.Element,
            PreserveUnknown = root.PreserveUnknown,
            OpenApi = schema,
        };
    }

    private static TypeSchema Read(JsonObject schema)
    {
        var preserve = Flag(schema, "x-kubernetes-preserve-unknown-fields");
        if (Flag(schema, "x-kubernetes-int-or-string"))
            return Scalar(schema, null, "int-or-string");

        return JsonNodes.StringAt(schema, "type") switch
        {
            "object" => ReadObject(schema, preserve),
            "array" => ReadList(schema),
            { } scalar => Scalar(schema, scalar, JsonNodes.StringAt(schema, "format")),
            null => new(SchemaKind.Any)
            {
                Description = Text(schema),
                Nullable = Flag(schema, "nullable"),
                PreserveUnknown = preserve,
                OpenApi = schema,
            },
        };
    }

    private static TypeSchema ReadObject(JsonObject schema, bool preserve)
    {
        var embedded = Flag(schema, "x-kubernetes-embedded-resource");
        var fields = new Dictionary<string, TypeSchema>();
        if (schema["properties"] is JsonObject properties)
            foreach (var (name, property) in properties)
                if (property is JsonObject node)
                    fields[name] = Read(node);
        if (embedded)
        {
            fields["apiVersion"] = BuiltInSchemas.StringScalar;
            fields["kind"] = BuiltInSchemas.StringScalar;
            fields["metadata"] = BuiltInSchemas.ObjectMeta;
        }

        var element = schema["additionalProperties"] switch
        {
            JsonObject values => Read(values),
            { } always when JsonNodes.IsBoolean(always, out var allowed) && allowed => TypeSchema.Anything,
            _ => null,
        };
        return new(fields.Count == 0 && element is not null ? SchemaKind.Map : SchemaKind.Object)
        {
            Description = Text(schema),
            Fields = fields,
            Required = Strings(schema["required"]),
            Element = element,
            PreserveUnknown = preserve,
            EmbeddedResource = embedded,
            Nullable = Flag(schema, "nullable"),
            AtomicMap = JsonNodes.StringAt(schema, "x-kubernetes-map-type") == "atomic",
            Default = schema["default"],
            OpenApi = schema,
        };
    }

    private static TypeSchema ReadList(JsonObject schema) => new(SchemaKind.List)
    {
        Description = Text(schema),
        Element = schema["items"] is JsonObject items ? Read(items) : TypeSchema.Anything,
        ListType = JsonNodes.StringAt(schema, "x-kubernetes-list-type") switch
        {
            "set" => ListType.Set,
            "map" => ListType.Map,
            _ => ListType.Atomic,
        },
        Keys = Strings(schema["x-kubernetes-list-map-keys"]),
        Nullable = Flag(schema, "nullable"),
        Default = schema["default"],
        OpenApi = schema,
    };

    private static TypeSchema Scalar(JsonObject schema, string? type, string? format) => new(SchemaKind.Scalar)
    {
        Description = Text(schema),
        ScalarType = type,
        Format = format,
        Nullable = Flag(schema, "nullable"),
        Default = schema["default"],
        OpenApi = schema,
    };

    private static string? Text(JsonObject schema) => JsonNodes.StringAt(schema, "description");

    private static bool Flag(JsonObject schema, string name) => JsonNodes.IsBoolean(schema[name], out var flag) && flag;

    private static string[] Strings(JsonNode? list) =>
        list is JsonArray array ? [.. array.Select(i => JsonNodes.IsString(i, out var s) ? s : string.Empty)] : [];
}
