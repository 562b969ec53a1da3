using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Sets defaults, after nulls that the schema does not allow are dropped; changes the value in place.</summary>
internal static class StructuralDefaulting
{
    public static void Apply(JsonNode? value, StructuralNode schema)
    {
        switch (value)
        {
            case JsonObject map:
                Members(map, schema);
                break;
            case JsonArray list when schema.Items is { } items:
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is null && !items.Nullable && items.Default is not null) list[i] = items.Default.DeepClone();
                    Apply(list[i], items);
                }
                break;
        }
    }

    private static void Members(JsonObject map, StructuralNode schema)
    {
        foreach (var (name, property) in schema.Properties)
        {
            var exists = map.TryGetPropertyValue(name, out var current);
            if (exists && current is null && !property.Nullable)
            {
                map.Remove(name);
                exists = false;
            }
            if (!exists && property.Default is not null) map[name] = property.Default.DeepClone();
        }

        foreach (var name in map.Select(m => m.Key).ToArray())
        {
            if (schema.Member(name) is not { } member) continue;
            if (map[name] is null && !member.Nullable)
            {
                if (member.Default is null)
                    map.Remove(name);
                else
                    map[name] = member.Default.DeepClone();
            }
            Apply(map[name], member);
        }
    }
}
