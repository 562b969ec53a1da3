using System.Collections.Concurrent;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;

namespace Loadline.Operator.Observing;

/// <summary>
/// Reduces the watch of one resource in one member to rows: the objects themselves are decoded and forgotten, so that memory grows with
/// what was placed and not with what manifests hold.
/// </summary>
internal sealed class MemberRows(ResourceType resource, Action<ObjectKey> changed) : IStoreSink
{
    private readonly ConcurrentDictionary<ObjectKey, MemberRow> _rows = new();
    private volatile bool _synced;

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

    public void Replace(IReadOnlyList<KubeObject> items, string resourceVersion)
    {
        var seen = new HashSet<ObjectKey>(items.Count);
        foreach (var item in items) seen.Add(item.Key);
        foreach (var (key, row) in _rows)
        {
            if (seen.Contains(key) || ResourceVersion.IsNewer(row.ResourceVersion, resourceVersion)) continue;
            if (_rows.TryRemove(key, out _)) changed(key);
        }

        // Before the rows, so that a handler that asks finds a complete view once the last row is in.
        foreach (var item in items) Store(item, notify: true);
        _synced = true;
        foreach (var item in items) changed(item.Key);
    }

    public void Upsert(KubeObject item) => Store(item, notify: true);

    public void Remove(KubeObject last)
    {
        if (_rows.TryGetValue(last.Key, out var row) && ResourceVersion.IsNewer(row.ResourceVersion, last.ResourceVersion)) return;
        if (_rows.TryRemove(last.Key, out _)) changed(last.Key);
    }

    private MemberRow Store(KubeObject item, bool notify)
    {
        if (_rows.TryGetValue(item.Key, out var old)
            && (old.ResourceVersion == item.ResourceVersion || ResourceVersion.IsNewer(old.ResourceVersion, item.ResourceVersion))) return old;
        var row = MemberRowReader.Read(item, resource);
        _rows[item.Key] = row;
        if (notify) changed(item.Key);
        return row;
    }
}
