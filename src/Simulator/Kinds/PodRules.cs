using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

internal sealed class PodRules : IKindRules
{
    public void PrepareCreate(JsonObject obj) => obj["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QosClass(obj) };

    public void Default(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Ensure("spec");
        PodTemplateDefaults.Apply(spec, "Always");
        spec.Default("serviceAccountName", "default");
        spec.Default("enableServiceLinks", true);
    }

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        foreach (var cause in PodTemplateDefaults.Validate(obj.Obj("spec"), "spec")) yield return cause;
        if (old is not null && old.Text("spec", "nodeName") is { Length: > 0 } node && obj.Text("spec", "nodeName") != node)
        {
            yield return Causes.Forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, "
                + "`spec.activeDeadlineSeconds`, `spec.tolerations` (only additions to existing tolerations), `spec.terminationGracePeriodSeconds`");
        }
    }

    private static string QosClass(JsonObject pod)
    {
        var resources = (pod.Arr("spec", "containers") ?? []).Select(container => container.Obj("resources")).ToList();
        if (resources.All(one => one.Obj("requests") is null or { Count: 0 } && one.Obj("limits") is null or { Count: 0 })) return "BestEffort";
        return resources.All(one => one.Obj("limits") is { } limits && limits.ContainsKey("cpu") && limits.ContainsKey("memory") && limits.Same(one.Obj("requests")))
            ? "Guaranteed"
            : "Burstable";
    }
}
