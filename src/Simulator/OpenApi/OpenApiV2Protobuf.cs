using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Protobuf;

namespace Loadline.Simulator.OpenApi;

/// <summary>
/// A Swagger 2.0 document as gnostic's <c>openapi.v2.Document</c> message, the only form in which kubectl before 1.29 takes <c>/openapi/v2</c>.
/// Field numbers are those of google/gnostic's OpenAPIv2.proto.
/// </summary>
internal static class OpenApiV2Protobuf
{
    private static readonly (string Name, int Field)[] Operations =
        [("get", 2), ("put", 3), ("post", 4), ("delete", 5), ("patch", 8)];

    public static ReadOnlyMemory<byte> Encode(JsonObject document)
    {
        var root = new ProtoWriter();
        root.Text(1, document.Text("swagger"));
        root.Message(2, info =>
        {
            info.Text(1, document.Text("info", "title"));
            info.Text(2, document.Text("info", "version"));
        });
        root.Message(8, paths =>
        {
            foreach (var path in document.Obj("paths") ?? []) paths.Message(2, named => Named(named, path.Key, item => PathItem(item, path.Value)));
        });
        root.Message(9, definitions => Schemas(definitions, document.Obj("definitions")));
        return root.Written;
    }

    private static void Named(ProtoWriter named, string name, Action<ProtoWriter> value)
    {
        named.Text(1, name);
        named.Message(2, value);
    }

    private static void PathItem(ProtoWriter item, JsonNode? path)
    {
        foreach (var (name, field) in Operations)
        {
            if (path.Obj(name) is { } operation) item.Message(field, message => Operation(message, operation));
        }
    }

    private static void Operation(ProtoWriter message, JsonObject operation)
    {
        message.Text(5, operation.Text("operationId"));
        foreach (var parameter in operation.Arr("parameters")?.OfType<JsonObject>() ?? [])
        {
            // ParametersItem.parameter.non_body_parameter.query_parameter_sub_schema
            message.Message(8, item => item.Message(1, one => one.Message(2, nonBody => nonBody.Message(3, query =>
            {
                query.Text(2, "query");
                query.Text(4, parameter.Text("name"));
                query.Text(6, parameter.Text("type"));
            }))));
        }
        message.Message(9, responses => responses.Message(1, code => Named(code, "200", value => value.Message(1, response => response.Text(1, "OK")))));
        Extensions(message, 13, operation);
    }

    private static void Schemas(ProtoWriter message, JsonObject? schemas)
    {
        foreach (var schema in schemas ?? [])
        {
            if (schema.Value is JsonObject value) message.Message(1, named => Named(named, schema.Key, body => Schema(body, value)));
        }
    }

    private static void Schema(ProtoWriter message, JsonObject schema)
    {
        message.Text(1, schema.Text("$ref"));
        message.Text(2, schema.Text("format"));
        message.Text(3, schema.Text("title"));
        message.Text(4, schema.Text("description"));
        if (schema["maximum"] is JsonValue maximum && maximum.TryGetValue<double>(out var most)) message.Real(7, most);
        if (schema["minimum"] is JsonValue minimum && minimum.TryGetValue<double>(out var least)) message.Real(9, least);
        message.Text(13, schema.Text("pattern"));
        foreach (var required in schema.Arr("required") ?? []) message.Text(19, required.Text());
        foreach (var value in schema.Arr("enum") ?? []) message.Message(20, any => any.Text(2, value?.ToJsonString()));
        if (schema.Obj("additionalProperties") is { } values) message.Message(21, item => item.Message(1, body => Schema(body, values)));
        else if (schema["additionalProperties"] is JsonValue) message.Message(21, item => item.Flag(2, schema.Flag("additionalProperties")));
        if (schema.Text("type") is { } type) message.Message(22, item => item.Text(1, type));
        if (schema.Obj("items") is { } items) message.Message(23, item => item.Message(1, body => Schema(body, items)));
        foreach (var part in schema.Arr("allOf")?.OfType<JsonObject>() ?? []) message.Message(24, body => Schema(body, part));
        if (schema.Obj("properties") is { } properties) message.Message(25, body => Schemas(body, properties));
        Extensions(message, 31, schema);
    }

    // NamedAny{name, Any{yaml}}; JSON is YAML.
    private static void Extensions(ProtoWriter message, int field, JsonObject owner)
    {
        foreach (var extension in owner)
        {
            if (!extension.Key.StartsWith("x-", StringComparison.Ordinal)) continue;
            message.Message(field, named => Named(named, extension.Key, any => any.Text(2, extension.Value?.ToJsonString())));
        }
    }
}
