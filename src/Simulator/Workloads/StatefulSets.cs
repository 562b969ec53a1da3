using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.Simulator.Controllers;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>StatefulSet: numbered pods, one after the other unless pod management is Parallel.</summary>
internal sealed class StatefulSets(ControllerClient client, PodIndex pods) : IWorkload
{
    private const string RevisionLabel = "controller-revision-hash";

    public GroupResource Resource { get; } = new("apps", "statefulsets");

    public GroupResource Owned => PodIndex.Pods;

    public JsonObject Reconcile(JsonObject obj, Action again)
    {
        var revision = $"{obj.Name()}-{PodTemplates.Hash(obj.At("spec", "template"))}";
        var all = pods.Of(obj.Text("metadata", "uid") ?? "");
        var byNumber = all.ToDictionary(pod => Number(obj, pod));
        var wanted = (int)(obj.Number("spec", "replicas") ?? 1);
        var parallel = obj.Text("spec", "podManagementPolicy") == "Parallel";
        Move(obj, byNumber, wanted, parallel, revision);

        var active = all.Where(pod => pod.Active).ToList();
        var updated = active.Count(pod => pod.Revision == revision);
        var ready = active.Count(pod => pod.Ready);
        var status = new JsonObject
        {
            ["observedGeneration"] = obj.Number("metadata", "generation") ?? 0,
            ["replicas"] = active.Count,
            ["availableReplicas"] = ready,
        };
        if (ready > 0) status["readyReplicas"] = ready;
        if (updated > 0) status["updatedReplicas"] = updated;
        var settled = updated == active.Count && active.Count == wanted && ready == wanted;
        var current = settled ? revision : obj.Text("status", "currentRevision") ?? revision;
        var currents = active.Count(pod => pod.Revision == current);
        if (currents > 0) status["currentReplicas"] = currents;
        status["currentRevision"] = current;
        status["updateRevision"] = revision;
        status["collisionCount"] = 0;
        return status;
    }

    private void Move(JsonObject obj, Dictionary<int, PodView> byNumber, int wanted, bool parallel, string revision)
    {
        for (var number = 0; number < wanted; number++)
        {
            if (!byNumber.TryGetValue(number, out var pod))
            {
                Create(obj, number, revision);
                if (!parallel) return;
            }
            else if (!pod.Ready && !parallel)
            {
                return;
            }
        }
        foreach (var surplus in byNumber.Keys.Where(number => number >= wanted).OrderDescending())
        {
            if (!byNumber[surplus].Deleting) client.Delete(PodIndex.Pods, byNumber[surplus].Key);
            if (!parallel) return;
        }
        if (obj.Text("spec", "updateStrategy", "type") == "OnDelete") return;
        var partition = obj.Number("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        foreach (var number in byNumber.Keys.Where(number => number >= partition).OrderDescending())
        {
            var pod = byNumber[number];
            if (pod.Revision != revision)
            {
                if (!pod.Deleting) client.Delete(PodIndex.Pods, pod.Key);
                return;
            }
            if (!pod.Ready) return;
        }
    }

    private void Create(JsonObject obj, int number, string revision)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{obj.Name()}-{number}");
        var pod = PodTemplates.Pod(obj, obj.Obj("spec", "template"), name);
        var labels = pod.Metadata().Ensure("labels");
        labels[RevisionLabel] = revision;
        labels["statefulset.kubernetes.io/pod-name"] = name;
        labels["apps.kubernetes.io/pod-index"] = number.ToString(CultureInfo.InvariantCulture);
        client.Create(PodIndex.Pods, pod);
    }

    private static int Number(JsonObject obj, PodView pod) =>
        int.TryParse(pod.Key.Name.AsSpan(obj.Name().Length + 1), CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
}
