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
    private readonly VersionBarrier _barrier = new();
    private Action<StoreChange>[] _handlers = [];
    private StoreIndex[] _indexes = [];
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

    /// <summary>Keeps objects findable by values that are computed from them (ST5); may be added at any time.</summary>
    /// <param name="valuesOf">Values of an object; the same for the same object whenever asked.</param>
    public StoreIndex AddIndex(Func<KubeObject, IEnumerable<string>> valuesOf)
    {
        var index = new StoreIndex(valuesOf);
        lock (_gate)
        {
            foreach (var (_, item) in _items) index.Update(null, item);
            _indexes = [.. _indexes, index];
        }

        return index;
    }

    /// <summary>Ends when the store is not older than a version, such as that of an own write (ST6).</summary>
    /// <param name="resourceVersion">Version, of this resource and cluster.</param>
    /// <param name="ct">Gives up the wait.</param>
    public async Task WaitForAsync(string resourceVersion, CancellationToken ct)
    {
        Task reached;
        lock (_gate)
        {
            if (HasSynced && !ResourceVersion.IsNewer(resourceVersion, _version)) return;
            reached = _barrier.Add(resourceVersion);
        }

        try
        {
            await reached.WaitAsync(ct);
        }
        finally
        {
            if (!reached.IsCompleted)
                lock (_gate) _barrier.Remove(reached);
        }
    }

    /// <summary>Shows every object to every handler again (ST9).</summary>
    public void Resync()
    {
        lock (_gate)
            foreach (var (_, item) in _items) Notify(new(item, item, false));
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
            foreach (var item in items) next[item.Key] = before.TryGetValue(item.Key, out var old) && ResourceVersion.IsSameOrNewer(old.ResourceVersion, item.ResourceVersion) ? old : item;
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
            _barrier.Reached(resourceVersion);
            foreach (var item in gone) Notify(new(item, null, false) { IsMissing = true });
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
            AdvanceLocked(item.ResourceVersion);
        }
    }

    /// <inheritdoc/>
    public void Advance(string resourceVersion)
    {
        lock (_gate) AdvanceLocked(resourceVersion);
    }

    /// <inheritdoc/>
    public void Remove(KubeObject last)
    {
        lock (_gate)
        {
            AdvanceLocked(last.ResourceVersion);
            if (_items.TryGetValue(last.Key, out var present) && ResourceVersion.IsNewer(present.ResourceVersion, last.ResourceVersion)) return;
            if (!_items.TryRemove(last.Key, out var old)) return;
            Volatile.Write(ref _count, _count - 1);
            foreach (var index in _indexes) index.Update(old, null);
            Tell(new(last.Uid == old.Uid ? last : old, null, false));
        }
    }

    private void UpsertLocked(KubeObject item)
    {
        _items.TryGetValue(item.Key, out var old);
        if (old is not null && ResourceVersion.IsSameOrNewer(old.ResourceVersion, item.ResourceVersion)) return;
        _items[item.Key] = item;
        if (old is null) Volatile.Write(ref _count, _count + 1);
        Notify(new(old, item, false));
    }

    private void AdvanceLocked(string version)
    {
        if (!ResourceVersion.IsNewer(version, _version)) return;
        _version = version;
        _barrier.Reached(version);
    }

    private void Notify(in StoreChange change)
    {
        if (!change.IsResync)
            foreach (var index in _indexes) index.Update(change.Old, change.New);
        Tell(change);
    }

    private void Tell(in StoreChange change)
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
