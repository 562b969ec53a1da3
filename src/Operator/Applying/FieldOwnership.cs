using System.Text;
using System.Text.Json.Nodes;

namespace Loadline.Operator.Applying;

/// <summary>Turns the field ownership of a create into that of an apply. Pure.</summary>
internal static class FieldOwnership
{
    /// <summary>The JSON patch that does it; null when the manager owns nothing by update, or applies already.</summary>
    /// <param name="live">The object with its managedFields, UTF-8 JSON.</param>
    /// <param name="manager">Field manager.</param>
    public static byte[]? TakeOver(byte[] live, string manager)
    {
        var metadata = JsonNode.Parse(live)?["metadata"];
        if (metadata?["managedFields"] is not JsonArray entries) return null;
        JsonNode? update = null;
        foreach (var entry in entries)
        {
            if ((string?)entry?["manager"] != manager || entry["subresource"] is not null) continue;
            if ((string?)entry["operation"] == "Apply") return null;
            update = entry;
        }

        if (update is null) return null;
        update["operation"] = "Apply";
        var patch = new JsonArray(
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/managedFields", ["value"] = entries.DeepClone() },
            // The server compares it with the stored one: whoever changed the object meanwhile makes this fail.
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/resourceVersion", ["value"] = (string?)metadata["resourceVersion"] });
        return Encoding.UTF8.GetBytes(patch.ToJsonString());
    }
}
