using System.Text.Json.Nodes;
using Loadline.Simulator.Json;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator;

/// <summary>
/// The versioned storage of one simulated API server: one counter of resourceVersions, a log of changes per kind. The public
/// members give tests direct access, past authentication, validation and admission.
/// </summary>
public sealed class ObjectStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GroupResource, Bucket> _buckets = [];
    private readonly TimeProvider _time;
    private long _resourceVersion = 1;

    internal ObjectStore(TimeProvider time) => _time = time;

    /// <summary>Runs inside the store's lock after each write: handlers may only take note.</summary>
    internal event Action<StoreEvent>? Committed;

    /// <summary>Changes kept per kind before the oldest are compacted. Default 1,000; set it low to provoke 410 Gone.</summary>
    public int HistoryLimit { get; set; } = 1000;

    /// <summary>Bytes of changed objects kept per kind before the oldest are compacted. Default 4 MiB.</summary>
    public int HistoryBytes { get; set; } = 4 << 20;

    /// <summary>The latest resourceVersion.</summary>
    public long ResourceVersion
    {
        get { lock (_gate) return _resourceVersion; }
    }

    /// <summary>A copy of one object, or null. <paramref name="group"/> is "" for the core group, <paramref name="resource"/> the plural.</summary>
    public JsonObject? Get(string group, string resource, string? @namespace, string name) =>
        Find(new GroupResource(group, resource), new ObjectKey(@namespace ?? "", name))?.Parse();

    /// <summary>Copies of all objects of a kind, of one namespace when given, ordered by namespace and name.</summary>
    public IReadOnlyList<JsonObject> List(string group, string resource, string? @namespace = null) =>
        [.. Snapshot(new GroupResource(group, resource)).Range(@namespace ?? "", null).Select(found => found.Parse())];

    /// <summary>Number of objects of a kind.</summary>
    public int Count(string group, string resource) => Snapshot(new GroupResource(group, resource)).Objects.Count;

    /// <summary>Creates or replaces an object as it is given; uid and creationTimestamp are filled in where absent. Returns what was stored.</summary>
    public JsonObject Put(string group, string resource, JsonObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var copy = value.Copy();
        var metadata = copy.Metadata();
        var id = new GroupResource(group, resource);
        lock (_gate)
        {
            var previous = BucketOf(id).Find(new ObjectKey(copy.Namespace(), copy.Name()));
            metadata.Default("uid", previous?.Uid ?? Guid.NewGuid().ToString());
            metadata.Default("creationTimestamp", _time.GetUtcNow().Rfc3339());
            Commit(id, previous is null ? StoreEventKind.Added : StoreEventKind.Modified, copy, previous);
        }
        return copy;
    }

    /// <summary>Removes an object at once, whatever finalizers it has. False where there was none.</summary>
    public bool Delete(string group, string resource, string? @namespace, string name) =>
        Remove(new GroupResource(group, resource), new ObjectKey(@namespace ?? "", name), null, out _) == WriteOutcome.Written;

    /// <summary>Forgets all history: watches and continued lists from before now get 410 Gone.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            foreach (var bucket in _buckets.Values) bucket.Compact(_resourceVersion);
        }
    }

    internal StoredObject? Find(GroupResource resource, ObjectKey key)
    {
        lock (_gate) return BucketOf(resource).Find(key);
    }

    internal StoreSnapshot Snapshot(GroupResource resource)
    {
        lock (_gate) return new StoreSnapshot(BucketOf(resource).Objects, _resourceVersion);
    }

    /// <summary>The state at an earlier resourceVersion.</summary>
    /// <exception cref="ResourceExpiredException">That state is compacted.</exception>
    internal StoreSnapshot SnapshotAt(GroupResource resource, long resourceVersion)
    {
        lock (_gate) return new StoreSnapshot(BucketOf(resource).ObjectsAt(resourceVersion), resourceVersion);
    }

    internal IReadOnlyList<GroupResource> Resources()
    {
        lock (_gate) return [.. _buckets.Keys];
    }

    internal StoreEvent[] Since(GroupResource resource, long position, out long reached, out Task changed)
    {
        lock (_gate)
        {
            var bucket = BucketOf(resource);
            var events = bucket.Since(position);
            reached = _resourceVersion;
            changed = bucket.NextChange();
            return events;
        }
    }

    internal WriteOutcome Create(GroupResource resource, JsonObject value, out StoredObject? stored)
    {
        lock (_gate)
        {
            stored = BucketOf(resource).Find(new ObjectKey(value.Namespace(), value.Name()));
            if (stored is not null) return WriteOutcome.Exists;
            stored = Commit(resource, StoreEventKind.Added, value, null);
            return WriteOutcome.Written;
        }
    }

    /// <summary>Replaces the object only where it still is <paramref name="expected"/>.</summary>
    internal WriteOutcome Replace(StoredObject expected, JsonObject value, out StoredObject? stored)
    {
        lock (_gate)
        {
            stored = BucketOf(expected.Resource).Find(expected.Key);
            if (stored is null) return WriteOutcome.Missing;
            if (stored.ResourceVersion != expected.ResourceVersion) return WriteOutcome.Changed;
            stored = Commit(expected.Resource, StoreEventKind.Modified, value, stored);
            return WriteOutcome.Written;
        }
    }

    /// <summary>Removes an object; with <paramref name="expected"/> only where it is unchanged.</summary>
    internal WriteOutcome Remove(GroupResource resource, ObjectKey key, StoredObject? expected, out StoredObject? removed)
    {
        lock (_gate)
        {
            removed = BucketOf(resource).Find(key);
            if (removed is null) return WriteOutcome.Missing;
            if (expected is not null && removed.ResourceVersion != expected.ResourceVersion) return WriteOutcome.Changed;
            removed = Commit(resource, StoreEventKind.Deleted, removed.Parse(), removed);
            return WriteOutcome.Written;
        }
    }

    private StoredObject Commit(GroupResource resource, StoreEventKind kind, JsonObject value, StoredObject? previous)
    {
        var stored = StoredObject.From(resource, value, ++_resourceVersion);
        var change = new StoreEvent(kind, stored, previous);
        BucketOf(resource).Append(change, HistoryLimit, HistoryBytes);
        Committed?.Invoke(change);
        return stored;
    }

    private Bucket BucketOf(GroupResource resource)
    {
        if (_buckets.TryGetValue(resource, out var bucket)) return bucket;
        return _buckets[resource] = new Bucket();
    }
}
