using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>One thing that a schema forbids, in the words of the real API server.</summary>
/// <param name="Path">The field, such as <c>spec.items[0].name</c>; <c>&lt;nil&gt;</c> for the object as a whole.</param>
/// <param name="Reason">The reason of the status cause, such as <c>FieldValueRequired</c>.</param>
/// <param name="Message">The message of the status cause, such as <c>Required value</c>.</param>
public sealed record SchemaError(string Path, string Reason, string Message)
{
    internal const string NoPath = "<nil>";

    /// <summary>Path and message, as they stand in the status message.</summary>
    public override string ToString() => $"{Path}: {Message}";

    /// <summary>True for errors that keep the server from evaluating CEL rules.</summary>
    internal bool BlocksRules => Reason is "FieldValueRequired" or "FieldValueTooLong" or "FieldValueTooMany" or "FieldValueTypeInvalid";

    internal static SchemaError Required(string path, string? detail = null) =>
        new(At(path), "FieldValueRequired", Text("Required value", detail));

    internal static SchemaError Invalid(string path, JsonNode? value, string detail) =>
        new(At(path), "FieldValueInvalid", Text($"Invalid value: {Print(value)}", detail));

    internal static SchemaError WrongType(string path, JsonNode? value, string detail) =>
        new(At(path), "FieldValueTypeInvalid", Text($"Invalid value: {Print(value)}", detail));

    internal static SchemaError NotSupported(string path, JsonNode? value, IEnumerable<JsonNode?> supported) =>
        new(At(path), "FieldValueNotSupported", Text($"Unsupported value: {Print(value)}",
            "supported values: " + string.Join(", ", supported.Select(QuotedText))));

    internal static SchemaError Duplicate(string path, JsonNode? value) =>
        new(At(path), "FieldValueDuplicate", $"Duplicate value: {Print(value)}");

    internal static SchemaError TooLong(string path, long max) =>
        new(At(path), "FieldValueTooLong", Text("Too long", $"may not be more than {max} bytes"));

    internal static SchemaError TooMany(string path, long actual, long max) =>
        new(At(path), "FieldValueTooMany", Text($"Too many: {actual}", $"must have at most {max} items"));

    internal static SchemaError Forbidden(string path, string detail) => new(At(path), "FieldValueForbidden", Text("Forbidden", detail));

    private static string At(string path) => path.Length == 0 ? NoPath : path;

    private static string Text(string what, string? detail) => string.IsNullOrEmpty(detail) ? what : $"{what}: {detail}";

    private static string QuotedText(JsonNode? value) =>
        JsonNodes.Quote(JsonNodes.IsString(value, out var text) ? text : JsonNodes.Canonical(value));

    private static string Print(JsonNode? value) => value is null || value.GetValueKind() == JsonValueKind.Null
        ? "\"null\""
        : value.ToJsonString(JsonNodes.Relaxed);
}
