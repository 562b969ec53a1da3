using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

/// <summary>Jobs get their selector and template labels from their own uid, so a Job copied with them is refused elsewhere.</summary>
internal sealed class JobRules : IKindRules
{
    public void PrepareCreate(JsonObject obj)
    {
        var spec = obj.Ensure("spec");
        if (spec.Flag("manualSelector")) return;
        var uid = obj.Text("metadata", "uid") ?? "";
        var labels = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        foreach (var (key, value) in ((string, string)[])
                 [
                     ("batch.kubernetes.io/controller-uid", uid), ("batch.kubernetes.io/job-name", obj.Name()), ("controller-uid", uid), ("job-name", obj.Name()),
                 ])
        {
            labels.Default(key, value);
        }
        // A selector that somebody set is left for the validation to refuse.
        spec.Default("selector", new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } });
    }

    public void Default(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Ensure("spec");
        if (spec["completions"] is null && spec["parallelism"] is null) spec["completions"] = 1;
        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
        if (spec.Obj("template", "spec") is { } podSpec) PodTemplateDefaults.Apply(podSpec, "Never");
    }

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Obj("spec");
        foreach (var cause in PodTemplateDefaults.Validate(spec.Obj("template", "spec"), "spec.template.spec")) yield return cause;
        if (old is null)
        {
            var uid = obj.Text("metadata", "uid");
            if (!spec.Flag("manualSelector") && spec.Text("selector", "matchLabels", "batch.kubernetes.io/controller-uid") != uid)
            {
                yield return Causes.Invalid("spec.selector", spec.At("selector"), "`selector` not auto-generated");
            }
            if (!spec.Flag("manualSelector") && spec.Text("template", "metadata", "labels", "controller-uid") is { } copied && copied != uid)
            {
                yield return Causes.Invalid("spec.template.metadata.labels", spec.At("template", "metadata", "labels"), $"must be '{uid}'");
            }
            yield break;
        }
        if (!old.At("spec", "selector").Same(spec.At("selector"))) yield return Causes.Immutable("spec.selector", spec.At("selector"));
        if (!old.At("spec", "completions").Same(spec.At("completions"))) yield return Causes.Immutable("spec.completions", spec.At("completions"));
        if (!old.At("spec", "template").Same(spec.At("template"))) yield return Causes.Immutable("spec.template", spec.At("template"));
    }
}
