using Loadline.Simulator.Controllers;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>
/// Keeps the controllers of one kind of workload running: looks at a workload again whenever it, or something that it owns, has changed.
/// </summary>
internal sealed class WorkloadController(ControllerClient client, IWorkload workload) : IController
{
    private readonly Dictionary<string, ObjectKey> _known = [];
    private readonly HashSet<ObjectKey> _dirty = [];

    public void Handle(StoreEvent change)
    {
        var current = change.Object;
        if (current.Resource == workload.Resource)
        {
            if (change.Kind == StoreEventKind.Deleted) _known.Remove(current.Uid);
            else _known[current.Uid] = current.Key;
            _dirty.Add(current.Key);
        }
        else if (current.Resource == workload.Owned)
        {
            foreach (var owner in current.Owners)
            {
                if (_known.TryGetValue(owner, out var key)) _dirty.Add(key);
            }
        }
        else if (workload.DependsOn(current.Resource))
        {
            _dirty.UnionWith(_known.Values);
        }
    }

    public void Settle()
    {
        if (_dirty.Count == 0) return;
        var keys = _dirty.ToArray();
        _dirty.Clear();
        foreach (var key in keys)
        {
            // The garbage collector deletes what a deleted workload owns.
            if (client.Store.Find(workload.Resource, key) is not { Deleting: false } stored) continue;
            var obj = stored.Parse();
            var status = workload.Reconcile(obj, () => _dirty.Add(key));
            client.Edit(workload.Resource, key, live =>
            {
                if (live.Text("metadata", "uid") != stored.Uid || live["status"].Same(status)) return false;
                live["status"] = status.DeepClone();
                return true;
            });
        }
    }
}
