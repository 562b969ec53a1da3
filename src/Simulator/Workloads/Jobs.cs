using System.Text.Json.Nodes;
using Loadline.Simulator.Controllers;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>Job: runs pods until enough of them have succeeded.</summary>
internal sealed class Jobs(ControllerClient client, PodIndex pods) : IWorkload
{
    public GroupResource Resource { get; } = new("batch", "jobs");

    public GroupResource Owned => PodIndex.Pods;

    public JsonObject Reconcile(JsonObject obj, Action again)
    {
        var status = obj.Obj("status")?.Copy() ?? [];
        if (Conditions.IsTrue(obj, "Complete")) return status;
        var own = pods.Of(obj.Text("metadata", "uid") ?? "");
        var succeeded = own.Count(pod => pod.Phase == "Succeeded");
        var active = own.Where(pod => pod.Active).ToList();
        var parallelism = (int)(obj.Number("spec", "parallelism") ?? 1);
        // Without completions one success is enough, and then no new pods are started.
        var completions = (int)(obj.Number("spec", "completions") ?? Math.Max(parallelism, succeeded));
        var suspended = obj.Flag("spec", "suspend");
        var wanted = suspended ? 0 : Math.Min(parallelism, completions - succeeded);
        for (var i = active.Count; i < wanted; i++) client.Create(PodIndex.Pods, PodTemplates.Pod(obj, obj.Obj("spec", "template")));
        foreach (var surplus in active.Take(Math.Max(0, active.Count - wanted))) client.Delete(PodIndex.Pods, surplus.Key);

        var now = client.Time.GetUtcNow();
        if (!suspended) status.Default("startTime", now.Rfc3339());
        Count(status, "active", active.Count);
        Count(status, "ready", active.Count(pod => pod.Ready));
        Count(status, "succeeded", succeeded);
        if (!suspended && succeeded >= completions)
        {
            var holder = new JsonObject { ["status"] = status };
            status["completionTime"] = now.Rfc3339();
            Conditions.Set(holder, now, "SuccessCriteriaMet", true, "CompletionsReached", "Reached expected number of succeeded pods");
            Conditions.Set(holder, now, "Complete", true, "CompletionsReached", "Reached expected number of succeeded pods");
            holder.Remove("status");
        }
        return status;
    }

    private static void Count(JsonObject status, string name, int value)
    {
        if (value > 0) status[name] = value;
        else status.Remove(name);
    }
}
