using System.Collections.Immutable;

namespace Loadline.Simulator.Storage;

/// <summary>
/// Objects of one kind and the log of their latest changes. Not thread-safe: <see cref="ObjectStore"/> holds its lock around every call;
/// only the immutable sets that it hands out may be read outside.
/// </summary>
internal sealed class Bucket
{
    private static readonly Comparer<StoredObject> ByKey = Comparer<StoredObject>.Create((a, b) => a.Key.CompareTo(b.Key));

    private readonly List<StoreEvent> _log = [];
    private int _logBytes;
    private TaskCompletionSource? _changed;

    public ImmutableSortedSet<StoredObject> Objects { get; private set; } = ImmutableSortedSet.Create<StoredObject>(ByKey);

    /// <summary>Changes up to and including this resourceVersion are no longer in the log.</summary>
    public long CompactedThrough { get; private set; }

    public StoredObject? Find(ObjectKey key) => Objects.TryGetValue(StoredObject.Probe(key), out var found) ? found : null;

    public void Append(StoreEvent change, int maxEvents, int maxBytes)
    {
        var without = change.Previous is null ? Objects : Objects.Remove(change.Previous);
        Objects = change.Kind == StoreEventKind.Deleted ? without : without.Add(change.Object);
        _log.Add(change);
        _logBytes += change.Object.Json.Length;
        if (_log.Count > maxEvents || _logBytes > maxBytes) Trim(maxEvents, maxBytes);
        Interlocked.Exchange(ref _changed, null)?.TrySetResult();
    }

    /// <summary>Drops the history up to <paramref name="resourceVersion"/>.</summary>
    public void Compact(long resourceVersion)
    {
        DropFirst(IndexAfter(resourceVersion));
        CompactedThrough = Math.Max(CompactedThrough, resourceVersion);
    }

    /// <summary>Changes after <paramref name="resourceVersion"/>, oldest first.</summary>
    /// <exception cref="ResourceExpiredException">Some of them are compacted.</exception>
    public StoreEvent[] Since(long resourceVersion)
    {
        ThrowIfCompacted(resourceVersion);
        var first = IndexAfter(resourceVersion);
        return first == _log.Count ? [] : [.. _log[first..]];
    }

    /// <summary>The objects as they were at <paramref name="resourceVersion"/>, by undoing what came later.</summary>
    /// <exception cref="ResourceExpiredException">The log no longer reaches back that far.</exception>
    public ImmutableSortedSet<StoredObject> ObjectsAt(long resourceVersion)
    {
        ThrowIfCompacted(resourceVersion);
        var objects = Objects.ToBuilder();
        for (var i = _log.Count - 1; i >= 0 && _log[i].ResourceVersion > resourceVersion; i--)
        {
            objects.Remove(_log[i].Object);
            if (_log[i].Previous is { } previous) objects.Add(previous);
        }
        return objects.ToImmutable();
    }

    /// <summary>Completes at the next change.</summary>
    public Task NextChange() =>
        (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void ThrowIfCompacted(long resourceVersion)
    {
        if (resourceVersion < CompactedThrough) throw new ResourceExpiredException(resourceVersion, CompactedThrough);
    }

    // Trimming to half of the limit makes the cost of shifting the list amortised O(1) per change.
    private void Trim(int maxEvents, int maxBytes)
    {
        var drop = Math.Max(0, _log.Count - (maxEvents / 2));
        var bytes = _logBytes;
        for (var i = 0; i < drop; i++) bytes -= _log[i].Object.Json.Length;
        while (drop < _log.Count - 1 && bytes > maxBytes / 2) bytes -= _log[drop++].Object.Json.Length;
        DropFirst(drop);
    }

    private void DropFirst(int count)
    {
        if (count == 0) return;
        CompactedThrough = Math.Max(CompactedThrough, _log[count - 1].ResourceVersion);
        for (var i = 0; i < count; i++) _logBytes -= _log[i].Object.Json.Length;
        _log.RemoveRange(0, count);
    }

    private int IndexAfter(long resourceVersion)
    {
        int low = 0, high = _log.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_log[middle].ResourceVersion <= resourceVersion) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
