using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>Drops the fields that a structural schema does not specify; changes the value in place.</summary>
internal static class StructuralPruning
{
    public static void Prune(JsonNode? value, StructuralNode? schema, bool isResource, string path, List<string> dropped)
    {
        var keepUnknown = schema?.PreserveUnknown == true;
        switch (value)
        {
            case JsonObject map:
                Members(map, schema, isResource || schema?.EmbeddedResource == true, keepUnknown, path, dropped);
                break;
            case JsonArray list when schema?.Items is not null || !keepUnknown:
                for (var i = 0; i < list.Count; i++)
                    Prune(list[i], schema?.Items, false, $"{path}[{i}]", dropped);
                break;
        }
    }

    private static void Members(JsonObject map, StructuralNode? schema, bool isResource, bool keepUnknown, string path, List<string> dropped)
    {
        foreach (var name in map.Select(m => m.Key).ToArray())
        {
            if (isResource && name is "apiVersion" or "kind" or "metadata") continue;
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (schema?.Member(name) is { } member)
                Prune(map[name], member, false, at, dropped);
            else if (!keepUnknown && schema?.AllowsAnyProperty != true)
            {
                map.Remove(name);
                dropped.Add(at);
            }
        }
    }
}
