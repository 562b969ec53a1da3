using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Tables;

/// <summary>The columns of a kind.</summary>
internal static class TableColumns
{
    private static readonly TableColumn NameColumn = new("Name", "string", (obj, _) => obj.Name())
    {
        Format = "name",
        Description = "Name must be unique within a namespace.",
    };

    private static readonly TableColumn AgeColumn = new("Age", "string", (obj, now) => Age.Since(obj.Text("metadata", "creationTimestamp"), now));

    public static IReadOnlyList<TableColumn> Of(ApiResource resource)
    {
        if (resource.PrinterColumns is not { } printers) return resource.Plural == "events" ? BuiltInColumns.Of(resource) : [NameColumn, .. BuiltInColumns.Of(resource)];
        if (printers.Count > 0) return [NameColumn, .. printers.OfType<JsonObject>().Select(Custom)];
        return [NameColumn, new TableColumn("Age", "date", AgeColumn.Cell)];
    }

    private static TableColumn Custom(JsonObject printer)
    {
        var path = JsonPath.Parse(printer.Text("jsonPath") ?? "");
        var type = printer.Text("type") ?? "string";
        return new TableColumn(printer.Text("name") ?? "", type, (obj, now) => CellOf(path.Read(obj), type, now))
        {
            Format = printer.Text("format") ?? "",
            Description = printer.Text("description") ?? $"Custom resource definition column (in JSONPath format): {printer.Text("jsonPath")}",
            Priority = (int)(printer.Number("priority") ?? 0),
        };
    }

    // A value of another type than the column's shows as nothing, as in the real server.
    private static JsonNode? CellOf(IReadOnlyList<JsonNode> values, string type, DateTimeOffset now)
    {
        if (values.Count == 0) return null;
        var first = values[0];
        switch (type)
        {
            case "date":
                return first.Text() is { } time ? Age.Since(time, now) : null;
            case "integer":
                return first.Number() is { } number ? number : null;
            case "number":
                return first is JsonValue real && real.TryGetValue<double>(out var value) ? value : null;
            case "boolean":
                return first is JsonValue truth && truth.TryGetValue<bool>(out var flag) ? flag : null;
            default:
                return string.Join(",", values.Select(Print));
        }
    }

    private static string Print(JsonNode value) => value switch
    {
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
        JsonValue scalar when scalar.TryGetValue<bool>(out var flag) => flag ? "true" : "false",
        JsonValue scalar when scalar.TryGetValue<double>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };
}
