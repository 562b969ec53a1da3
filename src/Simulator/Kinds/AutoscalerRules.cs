using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

internal sealed class AutoscalerRules : IKindRules
{
    public void Default(JsonObject obj, JsonObject? old) => obj.Ensure("spec").Default("minReplicas", 1);

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        if (obj.Number("spec", "maxReplicas") is not >= 1) yield return Causes.Invalid("spec.maxReplicas", obj.At("spec", "maxReplicas"), "must be greater than 0");
        if (obj.Obj("spec", "scaleTargetRef") is null) yield return Causes.Required("spec.scaleTargetRef.kind");
    }
}
