using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Objects;
using Loadline.Simulator.Objects.Cel;

namespace Loadline.Simulator.Kinds;

/// <summary>What a definition's schema must be to be accepted: structural, with rules that compile.</summary>
internal static class DefinitionSchemas
{
    public static IEnumerable<StatusCause> Validate(JsonObject schema, string field)
    {
        var causes = Untyped(schema, field, root: true).ToList();
        if (causes.Count > 0) return causes;
        try
        {
            _ = StructuralSchema.FromOpenApi(schema);
        }
        catch (CelException refused)
        {
            causes.Add(Causes.Invalid($"{field}.x-kubernetes-validations", "", refused.Message));
        }
        return causes;
    }

    private static IEnumerable<StatusCause> Untyped(JsonObject schema, string field, bool root = false)
    {
        if (schema.Text("type") is not { Length: > 0 } && !schema.Flag("x-kubernetes-int-or-string") && !schema.Flag("x-kubernetes-preserve-unknown-fields"))
        {
            yield return Causes.Required($"{field}.type", root ? "must not be empty at the root" : "must not be empty for specified object fields");
        }
        foreach (var property in schema.Obj("properties") ?? [])
        {
            if (property.Value is not JsonObject node) continue;
            foreach (var cause in Untyped(node, $"{field}.properties[{property.Key}]")) yield return cause;
        }
        foreach (var name in (string[])["items", "additionalProperties"])
        {
            if (schema.Obj(name) is not { } node) continue;
            foreach (var cause in Untyped(node, $"{field}.{name}")) yield return cause;
        }
    }
}
