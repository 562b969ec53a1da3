using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>What controllers need to know of a pod.</summary>
internal sealed record PodView(ObjectKey Key, string Uid, string Owner, string Node, string Phase, bool Ready, bool Deleting, string Revision, PodResources Requests)
{
    /// <summary>Counts towards its owner's replicas.</summary>
    public bool Active => !Deleting && Phase is not ("Succeeded" or "Failed");

    /// <summary>Holds resources of its node.</summary>
    public bool Occupies => Node.Length > 0 && Phase is not ("Succeeded" or "Failed");

    public static PodView From(StoredObject stored)
    {
        var pod = stored.Parse();
        return new PodView(
            stored.Key,
            stored.Uid,
            ControllerOf(pod),
            pod.Text("spec", "nodeName") ?? "",
            pod.Text("status", "phase") ?? "Pending",
            IsReady(pod),
            stored.Deleting,
            stored.Label("controller-revision-hash") ?? stored.Label("pod-template-hash") ?? "",
            PodResources.RequestsOf(pod));
    }

    private static string ControllerOf(JsonObject pod) =>
        (pod.Arr("metadata", "ownerReferences") ?? []).FirstOrDefault(owner => owner.Flag("controller")).Text("uid") ?? "";

    private static bool IsReady(JsonObject pod) =>
        (pod.Arr("status", "conditions") ?? []).Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");
}
