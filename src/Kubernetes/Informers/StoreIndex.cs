using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Informers;

/// <summary>The objects of a store by values that are computed from them (ST5). Kept current by the store; a value without objects takes no room.</summary>
public sealed class StoreIndex
{
    private readonly Lock _gate = new();
    private readonly Func<KubeObject, IEnumerable<string>> _valuesOf;
    private readonly Dictionary<string, Dictionary<ObjectKey, KubeObject>> _buckets = new(StringComparer.Ordinal);

    internal StoreIndex(Func<KubeObject, IEnumerable<string>> valuesOf) => _valuesOf = valuesOf;

    /// <summary>Values that have objects; for tests.</summary>
    internal int Values
    {
        get
        {
            lock (_gate) return _buckets.Count;
        }
    }

    /// <summary>The objects with this value at one instant, in no order.</summary>
    public IReadOnlyList<KubeObject> Get(string value)
    {
        lock (_gate) return _buckets.TryGetValue(value, out var bucket) ? [.. bucket.Values] : [];
    }

    /// <summary>Under the store's lock.</summary>
    internal void Update(KubeObject? before, KubeObject? after)
    {
        var old = before is null ? [] : _valuesOf(before);
        var now = after is null ? [] : _valuesOf(after);
        lock (_gate)
        {
            foreach (var value in old)
                if (_buckets.TryGetValue(value, out var bucket) && bucket.Remove(before!.Key) && bucket.Count == 0) _buckets.Remove(value);
            foreach (var value in now)
            {
                if (!_buckets.TryGetValue(value, out var bucket)) _buckets[value] = bucket = [];
                bucket[after!.Key] = after;
            }
        }
    }
}
