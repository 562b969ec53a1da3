using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

internal sealed class LeaseRules : IKindRules
{
    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Obj("spec");
        if (spec.Number("leaseDurationSeconds") is <= 0 and var duration) yield return Causes.Invalid("spec.leaseDurationSeconds", duration, "must be greater than 0");
        if (spec.Number("leaseTransitions") is < 0 and var transitions)
        {
            yield return Causes.Invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0");
        }
    }
}
