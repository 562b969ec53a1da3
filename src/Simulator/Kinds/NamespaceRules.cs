using System.Text.Json.Nodes;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

internal sealed class NamespaceRules : IKindRules
{
    public void PrepareCreate(JsonObject obj)
    {
        obj.Ensure("spec")["finalizers"] = new JsonArray("kubernetes");
        obj["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public void Default(JsonObject obj, JsonObject? old)
    {
        obj.Metadata().Ensure("labels")["kubernetes.io/metadata.name"] = obj.Name();
        // Only /finalize changes spec.finalizers.
        if (old is not null) obj.CopyFrom(old, "spec");
    }
}
