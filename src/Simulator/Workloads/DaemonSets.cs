using System.Text.Json.Nodes;
using Loadline.Simulator.Controllers;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>DaemonSet: one pod on every node.</summary>
internal sealed class DaemonSets(ControllerClient client, PodIndex pods) : IWorkload
{
    private static readonly GroupResource Nodes = new("", "nodes");

    public GroupResource Resource { get; } = new("apps", "daemonsets");

    public GroupResource Owned => PodIndex.Pods;

    public bool DependsOn(GroupResource other) => other == Nodes;

    public JsonObject Reconcile(JsonObject obj, Action again)
    {
        var revision = PodTemplates.Hash(obj.At("spec", "template"));
        var active = pods.Of(obj.Text("metadata", "uid") ?? "").Where(pod => pod.Active).ToList();
        var nodes = client.Store.Snapshot(Nodes).Objects.Select(node => node.Key.Name).ToHashSet();
        foreach (var node in nodes.Where(node => active.TrueForAll(pod => pod.Node != node))) Create(obj, node, revision);
        foreach (var pod in active.Where(pod => !nodes.Contains(pod.Node))) client.Delete(PodIndex.Pods, pod.Key);
        // One at a time, as maxUnavailable 1 says.
        if (active.TrueForAll(pod => pod.Ready) && active.Find(pod => pod.Revision != revision) is { } outdated) client.Delete(PodIndex.Pods, outdated.Key);

        var ready = active.Count(pod => pod.Ready);
        return new JsonObject
        {
            ["currentNumberScheduled"] = active.Count,
            ["numberMisscheduled"] = 0,
            ["desiredNumberScheduled"] = nodes.Count,
            ["numberReady"] = ready,
            ["observedGeneration"] = obj.Number("metadata", "generation") ?? 0,
            ["updatedNumberScheduled"] = active.Count(pod => pod.Revision == revision),
            ["numberAvailable"] = ready,
            ["numberUnavailable"] = nodes.Count - ready,
        };
    }

    private void Create(JsonObject obj, string node, string revision)
    {
        var pod = PodTemplates.Pod(obj, obj.Obj("spec", "template"));
        pod.Ensure("spec")["nodeName"] = node;
        pod.Metadata().Ensure("labels")["controller-revision-hash"] = revision;
        client.Create(PodIndex.Pods, pod);
    }
}
