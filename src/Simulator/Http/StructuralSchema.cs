using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

internal sealed record SchemaProblem(string Path, string Message, string Reason);

internal sealed class StructuralSchema(JsonObject schema)
{
    public JsonObject Schema { get; } = schema;

    public IReadOnlyList<string> Prune(JsonObject obj) => Schema.Count < -obj.Count - 1 ? [""] : [];

    public void Default(JsonObject obj) => obj.Remove(Schema.Count < 0 ? "x" : "");

    public IReadOnlyList<SchemaProblem> Validate(JsonObject obj) => Schema.Count < -obj.Count - 1 ? [new("", "", "")] : [];
}
