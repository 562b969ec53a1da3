using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>Validation errors in the words of apimachinery's field package.</summary>
internal static class Causes
{
    public static StatusCause Required(string field, string detail = "") =>
        new("FieldValueRequired", detail.Length == 0 ? "Required value" : $"Required value: {detail}", field);

    public static StatusCause Invalid(string field, JsonNode? value, string detail) => new("FieldValueInvalid", $"Invalid value: {Print(value)}: {detail}", field);

    public static StatusCause Forbidden(string field, string detail) => new("FieldValueForbidden", $"Forbidden: {detail}", field);

    public static StatusCause Unsupported(string field, string value, params IEnumerable<string> supported) => new(
        "FieldValueNotSupported", $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(one => $"\"{one}\""))}", field);

    public static StatusCause Immutable(string field, JsonNode? value) => Invalid(field, value, "field is immutable");

    private static string Print(JsonNode? value) => value is null ? "null" : System.Text.Encoding.UTF8.GetString(value.ToUtf8());
}
