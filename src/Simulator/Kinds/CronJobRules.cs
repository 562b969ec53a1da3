using System.Text.Json.Nodes;
using Loadline.Simulator.Http;
using Loadline.Simulator.Json;

namespace Loadline.Simulator.Kinds;

internal sealed class CronJobRules : IKindRules
{
    public void Default(JsonObject obj, JsonObject? old)
    {
        var spec = obj.Ensure("spec");
        spec.Default("concurrencyPolicy", "Allow");
        spec.Default("suspend", false);
        spec.Default("successfulJobsHistoryLimit", 3);
        spec.Default("failedJobsHistoryLimit", 1);
        if (spec.Obj("jobTemplate", "spec", "template", "spec") is { } podSpec) PodTemplateDefaults.Apply(podSpec, "OnFailure");
    }

    public IEnumerable<StatusCause> Validate(JsonObject obj, JsonObject? old)
    {
        if (obj.Text("spec", "schedule") is not { Length: > 0 }) yield return Causes.Required("spec.schedule");
        foreach (var cause in PodTemplateDefaults.Validate(obj.Obj("spec", "jobTemplate", "spec", "template", "spec"), "spec.jobTemplate.spec.template.spec"))
        {
            yield return cause;
        }
    }
}
