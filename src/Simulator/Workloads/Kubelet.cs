using System.Text.Json.Nodes;
using Loadline.Simulator.Controllers;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>Runs bound pods: ready after a delay, completed after another where the pod ends by itself, gone soon after deletion.</summary>
internal sealed class Kubelet(ControllerClient client, PodIndex pods, ControllerLoop loop, TimeSpan readyDelay) : IController
{
    // A simulated process stops at once; this much keeps Terminating visible.
    private static readonly TimeSpan StopDelay = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _started = [];
    private readonly HashSet<string> _stopping = [];
    private int _nextAddress;

    public void Handle(StoreEvent change)
    {
        if (change.Object.Resource != PodIndex.Pods) return;
        var uid = change.Object.Uid;
        if (change.Kind == StoreEventKind.Deleted)
        {
            _started.Remove(uid);
            _stopping.Remove(uid);
            return;
        }
        if (pods.Find(change.Object.Key) is not { } pod || pod.Uid != uid || pod.Node.Length == 0) return;
        if (pod.Deleting)
        {
            if (_stopping.Add(uid)) loop.After(StopDelay, () => Stop(pod));
        }
        else if (pod.Phase == "Pending" && _started.Add(uid))
        {
            loop.After(readyDelay, () => Start(pod));
        }
    }

    private void Start(PodView pod)
    {
        if (pods.Find(pod.Key) is not { Deleting: false } current || current.Uid != pod.Uid) return;
        var endsByItself = false;
        client.Edit(PodIndex.Pods, pod.Key, obj =>
        {
            var now = client.Time.GetUtcNow();
            var status = obj.Ensure("status");
            status["phase"] = "Running";
            status["startTime"] = now.Rfc3339();
            status["podIP"] = NextAddress();
            status["containerStatuses"] = new JsonArray([.. (obj.Arr("spec", "containers") ?? []).Select(container => ContainerStatus(container, now))]);
            foreach (var condition in (ReadOnlySpan<string>)["Initialized", "Ready", "ContainersReady"]) Conditions.Set(obj, now, condition, true, "", "");
            endsByItself = obj.Text("spec", "restartPolicy") != "Always";
            return true;
        });
        if (endsByItself) loop.After(readyDelay, () => Complete(pod));
    }

    private void Complete(PodView pod)
    {
        if (pods.Find(pod.Key) is not { Deleting: false } current || current.Uid != pod.Uid) return;
        client.Edit(PodIndex.Pods, pod.Key, obj =>
        {
            var now = client.Time.GetUtcNow();
            obj.Ensure("status")["phase"] = "Succeeded";
            foreach (var condition in (ReadOnlySpan<string>)["Ready", "ContainersReady"]) Conditions.Set(obj, now, condition, false, "PodCompleted", "");
            foreach (var status in obj.Arr("status", "containerStatuses")?.OfType<JsonObject>() ?? [])
            {
                status["ready"] = false;
                status["state"] = new JsonObject
                {
                    ["terminated"] = new JsonObject { ["exitCode"] = 0, ["reason"] = "Completed", ["finishedAt"] = now.Rfc3339() },
                };
            }
            return true;
        });
    }

    private void Stop(PodView pod)
    {
        if (pods.Find(pod.Key) is not { } current || current.Uid != pod.Uid) return;
        client.Edit(PodIndex.Pods, pod.Key, obj =>
        {
            // With the grace period over and no finalizer left, the edit removes the pod.
            obj.Metadata()["deletionGracePeriodSeconds"] = 0;
            return true;
        });
    }

    private string NextAddress()
    {
        var next = ++_nextAddress;
        return $"10.244.{(next >> 8) & 0xff}.{next & 0xff}";
    }

    private static JsonObject ContainerStatus(JsonNode? container, DateTimeOffset now) => new()
    {
        ["name"] = container.Text("name"),
        ["image"] = container.Text("image"),
        ["imageID"] = "",
        ["ready"] = true,
        ["started"] = true,
        ["restartCount"] = 0,
        ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = now.Rfc3339() } },
    };
}
