using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>Events lie in the namespace of what they are about; those about cluster-scoped objects lie in <c>default</c>.</summary>
internal sealed class EventRules : IKindRules
{
    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        var about = obj.Text("involvedObject", "namespace") ?? obj.Text("regarding", "namespace") ?? "";
        if (about.Length == 0 ? obj.Namespace() is not ("default" or "kube-system") : about != obj.Namespace())
        {
            yield return Causes.Invalid("involvedObject.namespace", about, "does not match event.namespace");
        }
    }
}
