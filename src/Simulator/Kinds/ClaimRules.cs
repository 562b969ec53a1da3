using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>PersistentVolumeClaims: the spec is immutable once bound, but for the requested size.</summary>
internal sealed class ClaimRules : IKindRules
{
    public void PrepareCreate(JsonObject obj)
    {
        obj["status"] = new JsonObject { ["phase"] = "Pending" };
        obj.Metadata()["finalizers"] = new JsonArray("kubernetes.io/pvc-protection");
    }

    public void Default(JsonObject obj, JsonObject? old) => obj.Ensure("spec").Default("volumeMode", "Filesystem");

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        if (obj.Arr("spec", "accessModes") is null or { Count: 0 }) yield return Causes.Required("spec.accessModes", "at least 1 access mode is required");
        if (obj.At("spec", "resources", "requests", "storage") is null) yield return Causes.Required("spec.resources[storage]");
        if (old is null) yield break;
        var (before, after) = (Comparable(old), Comparable(obj));
        if (!before.Same(after))
        {
            yield return Causes.Forbidden("spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }
    }

    private static JsonObject Comparable(JsonObject claim)
    {
        var spec = claim.Obj("spec")?.Copy() ?? [];
        spec.Remove("resources");
        // The binder fills the volume in.
        spec.Remove("volumeName");
        return spec;
    }
}
