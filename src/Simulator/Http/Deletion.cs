using System.Text.Json.Nodes;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Json;
using Loadline.Simulator.Kinds;

namespace Loadline.Simulator.Http;

/// <summary>How an object that is being deleted comes to its end.</summary>
internal static class Deletion
{
    public const string Foreground = "foregroundDeletion";

    public const string Orphan = "orphan";

    /// <summary>True where nothing holds the object any more: no finalizer, no grace period, and for namespaces no content.</summary>
    public static bool IsComplete(ApiResource resource, JsonObject obj)
    {
        if (MetadataRules.Finalizers(obj).Any()) return false;
        if (obj.Number("metadata", "deletionGracePeriodSeconds") is > 0) return false;
        return resource is not { Group: "", Plural: "namespaces" } || obj.Arr("spec", "finalizers") is null or { Count: 0 };
    }

    /// <summary>Marks the object as being deleted; generation counts it.</summary>
    public static void Mark(JsonObject obj, bool hasGeneration, DateTimeOffset now, int graceSeconds)
    {
        var metadata = obj.Metadata();
        metadata["deletionTimestamp"] = now.AddSeconds(graceSeconds).Rfc3339();
        metadata["deletionGracePeriodSeconds"] = graceSeconds;
        if (hasGeneration) metadata["generation"] = (metadata.Number("generation") ?? 0) + 1;
    }
}
