using System.Text.Json.Nodes;
using Loadline.Simulator.Controllers;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>ReplicaSet: as many pods as replicas.</summary>
internal sealed class ReplicaSets(ControllerClient client, PodIndex pods) : IWorkload
{
    public static readonly GroupResource Id = new("apps", "replicasets");

    public GroupResource Resource => Id;

    public GroupResource Owned => PodIndex.Pods;

    public JsonObject Reconcile(JsonObject obj, Action again)
    {
        var active = pods.Of(obj.Text("metadata", "uid") ?? "").Where(pod => pod.Active).ToList();
        var wanted = (int)(obj.Number("spec", "replicas") ?? 1);
        for (var i = active.Count; i < wanted; i++) client.Create(PodIndex.Pods, PodTemplates.Pod(obj, obj.Obj("spec", "template")));
        // Pods that serve nobody yet go first.
        foreach (var surplus in active.OrderBy(pod => pod.Ready).ThenBy(pod => pod.Node.Length > 0).Take(Math.Max(0, active.Count - wanted)))
        {
            client.Delete(PodIndex.Pods, surplus.Key);
        }

        var ready = active.Count(pod => pod.Ready);
        var status = new JsonObject { ["replicas"] = active.Count };
        if (active.Count > 0) status["fullyLabeledReplicas"] = active.Count;
        if (ready > 0)
        {
            status["readyReplicas"] = ready;
            status["availableReplicas"] = ready;
        }
        status["observedGeneration"] = obj.Number("metadata", "generation") ?? 0;
        return status;
    }
}
