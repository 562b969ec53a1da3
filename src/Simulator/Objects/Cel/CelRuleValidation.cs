using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects.Cel;

/// <summary>Evaluates the rules of a schema over a value, top down, with the old values that they can be compared with.</summary>
internal static class CelRuleValidation
{
    public static void Validate(JsonNode? value, Slot old, StructuralNode schema, string path, List<SchemaError> errors)
    {
        if (value is null || !schema.HasRules) return;

        // What did not change is not held against an update; transition rules are about the change and always run.
        var unchanged = old.Exists && JsonNodes.AreEqual(value, old.Node);
        foreach (var rule in schema.Rules)
            if (!unchanged || rule.UsesOldSelf)
                rule.Check(value, old, schema, path, errors);

        switch (value)
        {
            case JsonObject map:
                foreach (var (name, member) in map)
                    if (schema.Member(name) is { } memberSchema)
                        Validate(member, schema.AtomicMap ? Slot.Absent : Slot.Of(old.Node as JsonObject, name), memberSchema,
                            path.Length == 0 ? name : $"{path}.{name}", errors);
                break;
            case JsonArray list when schema.Items is { } items:
                var correlation = new ListCorrelation(schema.ListType == "map" ? old.Node as JsonArray : null, schema);
                for (var i = 0; i < list.Count; i++)
                    Validate(list[i], correlation.Old(list[i]), items, $"{path}[{i}]", errors);
                break;
        }
    }
}
