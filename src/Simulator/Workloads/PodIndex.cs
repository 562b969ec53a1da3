using Loadline.Simulator.Controllers;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Workloads;

/// <summary>All pods, by the uid of the controller that owns them. Comes first among the controllers, so that the others see it current.</summary>
internal sealed class PodIndex : IController
{
    public static readonly GroupResource Pods = new("", "pods");

    private readonly Dictionary<ObjectKey, PodView> _all = [];
    private readonly Dictionary<string, HashSet<ObjectKey>> _byOwner = [];

    public IEnumerable<PodView> All => _all.Values;

    public IReadOnlyList<PodView> Of(string ownerUid) =>
        _byOwner.TryGetValue(ownerUid, out var keys) ? [.. keys.Select(key => _all[key])] : [];

    public PodView? Find(ObjectKey key) => _all.GetValueOrDefault(key);

    public void Handle(StoreEvent change)
    {
        if (change.Object.Resource != Pods) return;
        if (_all.Remove(change.Object.Key, out var old) && _byOwner.TryGetValue(old.Owner, out var keys) && keys.Remove(old.Key) && keys.Count == 0)
        {
            _byOwner.Remove(old.Owner);
        }
        if (change.Kind == StoreEventKind.Deleted) return;
        var pod = PodView.From(change.Object);
        _all[pod.Key] = pod;
        if (!_byOwner.TryGetValue(pod.Owner, out var set)) _byOwner[pod.Owner] = set = [];
        set.Add(pod.Key);
    }
}
