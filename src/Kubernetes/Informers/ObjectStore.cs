using System.Collections.Concurrent;
using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Informers;

/// <summary>
/// The local copy of one resource of one cluster. Reads are lock-free; writes come from the reflector and, for read-your-writes, from
/// <see cref="Observe"/>. An older state never replaces a newer one (RF14).
/// </summary>
public sealed class ObjectStore : IStoreSink
{
    private readonly Lock _gate = new();
    private volatile ConcurrentDictionary<ObjectKey, KubeObject> _items = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<StoreChange>[] _handlers = [];
    private string _version = "";
    private int _count;

    /// <summary>True once the initial state was delivered to every handler (ST3).</summary>
    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    /// <summary>Ends when the initial state was delivered.</summary>
    public Task Synced => _synced.Task;

    /// <summary>Number of objects; a write that is under way may not be in it yet.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The object with this key; null when there is none.</summary>
    public KubeObject? Get(ObjectKey key) => _items.GetValueOrDefault(key);

    /// <summary>A moving view of all objects; not a snapshot.</summary>
    public IEnumerable<KubeObject> All => _items.Select(static item => item.Value);

    /// <summary>Adds a handler; it first gets the present objects, then every change, without gap or repetition (ST4).</summary>
    /// <returns>Dispose to stop.</returns>
    public IDisposable Subscribe(Action<StoreChange> handler)
    {
        lock (_gate)
        {
            foreach (var (_, item) in _items) handler(new(null, item, true));
            _handlers = [.. _handlers, handler];
        }

        return new Subscription(this, handler);
    }

    /// <summary>Puts the answer of an own write into the store before the watch brings it (ST6).</summary>
    public void Observe(KubeObject written)
    {
        lock (_gate)
        {
            // Absent and not newer than the stream: it was deleted since, so the write's answer is history.
            if (!_items.ContainsKey(written.Key) && HasSynced && _version.Length > 0 && !ResourceVersion.IsNewer(written.ResourceVersion, _version)) return;
            UpsertLocked(written);
        }
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyList<KubeObject> items, string resourceVersion)
    {
        lock (_gate)
        {
            var initial = !HasSynced;
            var before = _items;
            var next = new Dictionary<ObjectKey, KubeObject>(items.Count);
            foreach (var item in items) next[item.Key] = before.TryGetValue(item.Key, out var old) && IsCurrent(old, item) ? old : item;
            var gone = new List<KubeObject>();
            foreach (var (key, item) in before)
            {
                if (next.ContainsKey(key)) continue;
                // An own write that is newer than the list must survive the list.
                if (ResourceVersion.IsNewer(item.ResourceVersion, resourceVersion)) next[key] = item;
                else gone.Add(item);
            }

            // ST2: whoever reads sees the old state or the new one, and is told of the difference when the new one stands.
            _items = new(next);
            Volatile.Write(ref _count, next.Count);
            _version = resourceVersion;
            foreach (var item in gone) Notify(new(item, null, false));
            foreach (var (key, item) in next)
                if (before.GetValueOrDefault(key) is var old && !ReferenceEquals(old, item)) Notify(new(old, item, initial));
        }

        _synced.TrySetResult();
    }

    /// <inheritdoc/>
    public void Upsert(KubeObject item)
    {
        lock (_gate)
        {
            UpsertLocked(item);
            if (ResourceVersion.IsNewer(item.ResourceVersion, _version)) _version = item.ResourceVersion;
        }
    }

    /// <inheritdoc/>
    public void Remove(KubeObject last)
    {
        lock (_gate)
        {
            if (ResourceVersion.IsNewer(last.ResourceVersion, _version)) _version = last.ResourceVersion;
            if (_items.TryGetValue(last.Key, out var present) && ResourceVersion.IsNewer(present.ResourceVersion, last.ResourceVersion)) return;
            if (!_items.TryRemove(last.Key, out var old)) return;
            Volatile.Write(ref _count, _count - 1);
            Notify(new(last.Uid == old.Uid ? last : old, null, false));
        }
    }

    private static bool IsCurrent(KubeObject present, KubeObject item) =>
        present.ResourceVersion == item.ResourceVersion || ResourceVersion.IsNewer(present.ResourceVersion, item.ResourceVersion);

    private void UpsertLocked(KubeObject item)
    {
        _items.TryGetValue(item.Key, out var old);
        if (old is not null && IsCurrent(old, item)) return;
        _items[item.Key] = item;
        if (old is null) Volatile.Write(ref _count, _count + 1);
        Notify(new(old, item, false));
    }

    private void Notify(in StoreChange change)
    {
        foreach (var handler in _handlers) handler(change);
    }

    private sealed class Subscription(ObjectStore store, Action<StoreChange> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (store._gate) store._handlers = [.. store._handlers.Where(h => !ReferenceEquals(h, handler))];
        }
    }
}
