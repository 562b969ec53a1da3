using System.Text.Json.Nodes;

namespace Loadline.Simulator.Objects;

/// <summary>JSON merge patch (RFC 7386, <c>application/merge-patch+json</c>): null removes, objects merge, all else replaces.</summary>
public static class JsonMergePatch
{
    /// <summary>The patched value, as a new tree; neither argument is changed.</summary>
    public static JsonNode Apply(JsonNode? target, JsonNode patch)
    {
        if (patch is not JsonObject changes) return patch.DeepClone();

        var result = target is JsonObject original ? (JsonObject)original.DeepClone() : [];
        MergeInto(result, changes);
        return result;
    }

    private static void MergeInto(JsonObject target, JsonObject changes)
    {
        foreach (var (name, change) in changes)
        {
            if (change is null)
                target.Remove(name);
            else if (change is JsonObject nested)
            {
                if (target[name] is not JsonObject existing)
                    target[name] = existing = [];
                MergeInto(existing, nested);
            }
            else
                target[name] = change.DeepClone();
        }
    }
}
