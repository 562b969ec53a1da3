using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>What decoding into the Go types of a built-in kind would refuse: values of another JSON type than the field's.</summary>
internal static class SchemaDecoding
{
    /// <summary>The first problem, in the words of Go's decoder; null where everything fits.</summary>
    public static string? Problem(JsonObject value, TypeSchema schema) => Problem(value, schema, schema.Root?.Kind ?? "");

    private static string? Problem(JsonNode? value, TypeSchema type, string path)
    {
        switch (type.Kind)
        {
            case SchemaKind.Object or SchemaKind.Map when value is JsonObject map:
                foreach (var (name, member) in map)
                {
                    if (type.Member(name) is { } declared && Problem(member, declared, $"{path}.{name}") is { } problem) return problem;
                }
                return null;
            case SchemaKind.List when value is JsonArray list:
                foreach (var item in list)
                {
                    if (Problem(item, type.Element!, path) is { } problem) return problem;
                }
                return null;
            case SchemaKind.Any:
                return null;
            default:
                return value is null || Fits(value, type) ? BytesProblem(value, type) : Mismatch(value, type, path);
        }
    }

    private static bool Fits(JsonNode value, TypeSchema type)
    {
        if (type.Kind != SchemaKind.Scalar) return false;
        var kind = value.GetValueKind();
        return type.ScalarType switch
        {
            "string" => kind == JsonValueKind.String,
            "integer" => kind == JsonValueKind.Number && value is JsonValue number && (number.TryGetValue<long>(out _) || number.TryGetValue<int>(out _)),
            "number" => kind == JsonValueKind.Number,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            _ => kind is JsonValueKind.String or JsonValueKind.Number,
        };
    }

    private static string? BytesProblem(JsonNode? value, TypeSchema type)
    {
        if (type is not { Kind: SchemaKind.Scalar, Format: "byte" } || value is null) return null;
        var text = value.GetValue<string>();
        return Convert.TryFromBase64String(text, new byte[(text.Length * 3 / 4) + 3], out _) ? null : "illegal base64 data at input byte 0";
    }

    private static string Mismatch(JsonNode value, TypeSchema type, string path)
    {
        var found = value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            JsonValueKind.Array => "array",
            JsonValueKind.Object => "object",
            _ => "bool",
        };
        var wanted = type.Kind switch
        {
            SchemaKind.List => "[]",
            SchemaKind.Map => "map[string]string",
            SchemaKind.Object => type.Name?.Split('.')[^1] ?? "object",
            _ => type.Format ?? type.ScalarType ?? "string",
        };
        return $"json: cannot unmarshal {found} into Go struct field {path} of type {wanted}";
    }
}
