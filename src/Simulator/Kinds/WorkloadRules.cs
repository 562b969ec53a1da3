using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;
using Loadline.Simulator.Selectors;

namespace Loadline.Simulator.Kinds;

/// <summary>Deployment, StatefulSet, ReplicaSet, DaemonSet: a selector that must match the template and never change.</summary>
internal sealed class WorkloadRules(string kind) : IKindRules
{
    public void Default(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Ensure("spec");
        if (kind != "DaemonSet") spec.Default("replicas", 1);
        switch (kind)
        {
            case "Deployment":
                spec.Default("revisionHistoryLimit", 10);
                spec.Default("progressDeadlineSeconds", 600);
                var strategy = spec.Ensure("strategy");
                strategy.Default("type", "RollingUpdate");
                if (strategy.Text("type") == "RollingUpdate")
                {
                    var rolling = strategy.Ensure("rollingUpdate");
                    rolling.Default("maxSurge", "25%");
                    rolling.Default("maxUnavailable", "25%");
                }
                break;
            case "StatefulSet":
                spec.Default("revisionHistoryLimit", 10);
                spec.Default("podManagementPolicy", "OrderedReady");
                spec.Default("updateStrategy", new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["partition"] = 0 } });
                break;
            case "DaemonSet":
                spec.Default("revisionHistoryLimit", 10);
                spec.Default("updateStrategy", new JsonObject
                {
                    ["type"] = "RollingUpdate",
                    ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 0, ["maxUnavailable"] = 1 },
                });
                break;
        }
        if (spec.Obj("template", "spec") is { } podSpec) PodTemplateDefaults.Apply(podSpec, "Always");
    }

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Obj("spec");
        if (spec.Number("replicas") is < 0) yield return Causes.Invalid("spec.replicas", spec.At("replicas"), "must be greater than or equal to 0");
        var selector = spec.Obj("selector");
        if (selector is null)
        {
            yield return Causes.Required("spec.selector");
        }
        else if (!LabelSelector.FromObject(selector).Matches(spec.Obj("template", "metadata", "labels")))
        {
            yield return Causes.Invalid("spec.template.metadata.labels", spec.At("template", "metadata", "labels") ?? new JsonObject(), "`selector` does not match template `labels`");
        }
        foreach (var cause in PodTemplateDefaults.Validate(spec.Obj("template", "spec"), "spec.template.spec")) yield return cause;
        if (old is not null && !old.At("spec", "selector").Same(selector)) yield return Causes.Immutable("spec.selector", selector);
        if (kind == "StatefulSet" && old is not null && !old.At("spec", "serviceName").Same(spec.At("serviceName")))
        {
            yield return Causes.Forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', "
                + "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }
}
