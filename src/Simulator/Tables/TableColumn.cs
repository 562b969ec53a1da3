using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tables;

/// <summary>One column: its definition and how a cell is read from an object.</summary>
internal sealed record TableColumn(string Name, string Type, Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
{
    public string Format { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>0 is shown always, above 0 with <c>-o wide</c>.</summary>
    public int Priority { get; init; }

    public JsonObject Definition() => new()
    {
        ["name"] = Name,
        ["type"] = Type,
        ["format"] = Format,
        ["description"] = Description,
        ["priority"] = Priority,
    };
}
