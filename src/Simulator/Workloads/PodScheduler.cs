using System.Globalization;
using Loadline.Simulator.Controllers;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>Binds pending pods to the node with the most free CPU that they fit on, as kube-scheduler's default spreads load.</summary>
internal sealed class PodScheduler(ControllerClient client, PodIndex pods) : IController
{
    private sealed class Node(PodResources allocatable, int maxPods, bool schedulable)
    {
        public PodResources Free { get; set; } = allocatable;

        public int FreePods { get; set; } = maxPods;

        public bool Schedulable { get; } = schedulable;
    }

    private static readonly GroupResource Nodes = new("", "nodes");

    private readonly SortedSet<ObjectKey> _pending = [];
    private bool _changed;

    public void Handle(StoreEvent change)
    {
        if (change.Object.Resource == Nodes)
        {
            _changed = true;
        }
        else if (change.Object.Resource == PodIndex.Pods)
        {
            var pod = pods.Find(change.Object.Key);
            if (pod is { Node: "", Active: true }) _changed |= _pending.Add(change.Object.Key);
            else _pending.Remove(change.Object.Key);
            // Room may have come free.
            if (pod is null || !pod.Occupies) _changed |= _pending.Count > 0;
        }
    }

    public void Settle()
    {
        if (!_changed || _pending.Count == 0) return;
        _changed = false;
        var nodes = Free();
        foreach (var key in _pending.ToList())
        {
            if (pods.Find(key) is not { } pod) continue;
            if (Choose(nodes, pod.Requests) is { } chosen) Bind(key, chosen, nodes[chosen], pod.Requests);
            else Reject(key, nodes, pod.Requests);
        }
    }

    private Dictionary<string, Node> Free()
    {
        var nodes = new Dictionary<string, Node>();
        foreach (var stored in client.Store.Snapshot(Nodes).Objects)
        {
            var node = stored.Parse();
            var allocatable = node.Obj("status", "allocatable");
            var maxPods = int.TryParse(allocatable?["pods"]?.ToString(), CultureInfo.InvariantCulture, out var count) ? count : 110;
            nodes[stored.Key.Name] = new Node(PodResources.From(allocatable), maxPods, !node.Flag("spec", "unschedulable"));
        }
        foreach (var pod in pods.All)
        {
            if (!pod.Occupies || !nodes.TryGetValue(pod.Node, out var node)) continue;
            node.Free -= pod.Requests;
            node.FreePods--;
        }
        return nodes;
    }

    private static string? Choose(Dictionary<string, Node> nodes, PodResources requests)
    {
        string? best = null;
        foreach (var (name, node) in nodes)
        {
            if (!Fits(node, requests)) continue;
            if (best is null || node.Free.MilliCpu > nodes[best].Free.MilliCpu) best = name;
        }
        return best;
    }

    private static bool Fits(Node node, PodResources requests) =>
        node.Schedulable && node.FreePods > 0 && node.Free.MilliCpu >= requests.MilliCpu && node.Free.Memory >= requests.Memory;

    private void Bind(ObjectKey key, string name, Node node, PodResources requests)
    {
        node.Free -= requests;
        node.FreePods--;
        _pending.Remove(key);
        client.Edit(PodIndex.Pods, key, pod =>
        {
            pod.Ensure("spec")["nodeName"] = name;
            Conditions.Set(pod, client.Time.GetUtcNow(), "PodScheduled", true, "", "");
            return true;
        });
    }

    private void Reject(ObjectKey key, Dictionary<string, Node> nodes, PodResources requests) => client.Edit(PodIndex.Pods, key, pod =>
    {
        var reasons = new List<string>();
        void Count(string reason, Func<Node, bool> applies)
        {
            var count = nodes.Values.Count(applies);
            if (count > 0) reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {reason}"));
        }
        Count("node(s) were unschedulable", node => !node.Schedulable);
        Count("Insufficient cpu", node => node.Schedulable && node.Free.MilliCpu < requests.MilliCpu);
        Count("Insufficient memory", node => node.Schedulable && node.Free.Memory < requests.Memory);
        Count("Too many pods", node => node.Schedulable && node.FreePods <= 0);
        var message = string.Create(CultureInfo.InvariantCulture, $"0/{nodes.Count} nodes are available: {string.Join(", ", reasons)}.");
        return Conditions.Set(pod, client.Time.GetUtcNow(), "PodScheduled", false, "Unschedulable", message);
    });
}
