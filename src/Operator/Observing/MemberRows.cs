using System.Collections.Concurrent;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;

namespace Loadline.Operator.Observing;

/// <summary>
/// Reduces the watch of one resource in one member to rows: the objects themselves are decoded and forgotten, so that memory grows with
/// what was placed and not with what manifests hold.
/// </summary>
internal sealed class MemberRows(ResourceType resource, Action<ObjectKey> changed, SharedStrings strings) : IStoreSink
{
    private readonly ConcurrentDictionary<ObjectKey, MemberRow> _rows = new();
    private volatile bool _synced;

    private ResourceType Resource { get; } = resource;

    private SharedStrings Strings { get; } = strings;

    /// <summary>True once the member's whole state was seen.</summary>
    public bool HasSynced => _synced;

    public IEnumerable<KeyValuePair<ObjectKey, MemberRow>> All => _rows;

    public MemberRow? Get(ObjectKey key) => _rows.GetValueOrDefault(key);

    /// <summary>Takes the answer of an own write before the watch brings it.</summary>
    public MemberRow Observe(KubeObject written) => Store(written, notify: false);

    /// <summary>Notes that an object is known to be gone before the watch says so.</summary>
    public void Forget(ObjectKey key, string uid)
    {
        if (_rows.TryGetValue(key, out var row) && row.Uid == uid) _rows.TryRemove(new(key, row));
    }

    public IStoreReplacement BeginReplace() => new Replacement(this);

    public void Replace(IReadOnlyList<KubeObject> items, string resourceVersion)
    {
        var state = BeginReplace();
        foreach (var item in items) state.Add(item);
        state.Commit(resourceVersion);
    }

    public void Upsert(KubeObject item) => Store(item, notify: true);

    public void Remove(KubeObject last)
    {
        if (_rows.TryGetValue(last.Key, out var row) && ResourceVersion.IsNewer(row.ResourceVersion, last.ResourceVersion)) return;
        if (_rows.TryRemove(last.Key, out _)) changed(last.Key);
    }

    private MemberRow Store(KubeObject item, bool notify)
    {
        if (_rows.TryGetValue(item.Key, out var old) && ResourceVersion.IsSameOrNewer(old.ResourceVersion, item.ResourceVersion)) return old;
        var row = MemberRowReader.Read(item, Resource, Strings);
        _rows[old is null ? Share(item) : item.Key] = row;
        if (notify) changed(item.Key);
        return row;
    }

    private ObjectKey Share(KubeObject item) => new(Strings.Share(item.Namespace), Strings.Share(item.Name)!);

    private void Commit(Dictionary<ObjectKey, MemberRow> state, string version)
    {
        foreach (var (key, row) in _rows)
        {
            // An own write that is newer than the list must survive the list.
            if (state.ContainsKey(key) || ResourceVersion.IsNewer(row.ResourceVersion, version)) continue;
            if (_rows.TryRemove(key, out _)) changed(key);
        }

        foreach (var (key, row) in state)
            if (!_rows.TryGetValue(key, out var old) || !ResourceVersion.IsSameOrNewer(old.ResourceVersion, row.ResourceVersion)) _rows[key] = row;
        // Before anybody is told, so that a handler that asks finds a complete view.
        _synced = true;
        foreach (var key in state.Keys) changed(key);
    }

    private sealed class Replacement(MemberRows rows) : IStoreReplacement
    {
        private readonly Dictionary<ObjectKey, MemberRow> _state = [];

        public void Add(KubeObject item) => _state[rows.Share(item)] = MemberRowReader.Read(item, rows.Resource, rows.Strings);

        public void Remove(KubeObject item) => _state.Remove(item.Key);

        public void Commit(string resourceVersion) => rows.Commit(_state, resourceVersion);
    }
}
