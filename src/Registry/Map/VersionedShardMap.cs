using System.Diagnostics.CodeAnalysis;

namespace Loadline.Registry.Map;

/// <summary>
/// A concurrent map whose size is exact and costs one load, whose snapshots are consistent and cost nothing while nothing changes,
/// and whose readers never wait. Made for many reads and few writes: a write makes a new state of its shard, about twenty
/// entries, and mostly shares the arrays of the one before.
/// <para>
/// All operations on keys, <see cref="Count"/> and <see cref="TakeSnapshot"/> are linearizable together. <see cref="AddRange"/>,
/// <see cref="Replace"/> and <see cref="Clear"/> are so for each shard by itself.
/// </para>
/// </summary>
/// <typeparam name="TKey">Keys; strings are compared by ordinal.</typeparam>
/// <typeparam name="TValue">Values; of any width, they are never read torn.</typeparam>
public sealed class VersionedShardMap<TKey, TValue>
    where TKey : notnull
{
    private readonly ShardMap<TKey, TValue, NoProbe> _map;

    /// <summary>An empty map.</summary>
    /// <param name="shards">
    /// Number of shards, up to 65,536; it never changes. About a twentieth of the expected entries is best
    /// (<see cref="ShardCounts.For"/>): more make writes cheaper and snapshots dearer.
    /// </param>
    /// <param name="comparer">Compares keys; by default ordinal for strings, and the type's own for others.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not such a number.</exception>
    public VersionedShardMap(int shards = 128, IEqualityComparer<TKey>? comparer = null) =>
        _map = new(shards, comparer, (ulong)Random.Shared.NextInt64());

    /// <summary>How many shards it has.</summary>
    public int ShardCount => _map.ShardCount;

    /// <summary>How many entries there are, exactly, at the instant of the call.</summary>
    public int Count => _map.Count;

    /// <summary>The value of a key.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _map.TryGet(key, out value);

    /// <summary>Adds a key or replaces its value.</summary>
    /// <returns>Whether the key was added.</returns>
    public bool Set(TKey key, TValue value) => _map.Set(key, value);

    /// <summary>Adds a key.</summary>
    /// <returns>False when it is there already: nothing changes.</returns>
    public bool TryAdd(TKey key, TValue value) => _map.TryAdd(key, value);

    /// <summary>Replaces the value of a key if it is still this very object (or, for a value type, an equal value).</summary>
    /// <returns>False when the key is absent or has another value: nothing changes.</returns>
    public bool TryUpdate(TKey key, TValue expected, TValue value) => _map.TryUpdate(key, expected, value);

    /// <summary>Removes a key.</summary>
    /// <returns>False when it was absent.</returns>
    public bool TryRemove(TKey key, [MaybeNullWhen(false)] out TValue value) => _map.TryRemove(key, out value);

    /// <summary>Adds the keys that are missing; of a key given twice, the first. One step for each shard.</summary>
    /// <returns>How many were added.</returns>
    public int AddRange(ReadOnlySpan<KeyValuePair<TKey, TValue>> entries)
    {
        var batch = _map.Batch(entries);
        var added = 0;
        for (var shard = 0; shard < _map.ShardCount; shard++) added += _map.AddToShard(batch, shard);
        return added;
    }

    /// <summary>
    /// Makes the map hold exactly these entries; of a key given twice, the last. A key that is there before and after is there all the
    /// time, shards that stay equal are not touched. One step for each shard.
    /// </summary>
    public MapChange Replace(ReadOnlySpan<KeyValuePair<TKey, TValue>> entries)
    {
        var batch = _map.Batch(entries);
        var change = default(MapChange);
        for (var shard = 0; shard < _map.ShardCount; shard++) change += _map.ReplaceShard(batch, shard);
        return change;
    }

    /// <summary>
    /// Removes everything, shard by shard: a key that another thread adds meanwhile may stay. Who needs one instant for all of it
    /// replaces the map.
    /// </summary>
    /// <returns>How many entries were removed.</returns>
    public int Clear()
    {
        var removed = 0;
        for (var shard = 0; shard < _map.ShardCount; shard++) removed += _map.ClearShard(shard);
        return removed;
    }

    /// <summary>All entries at one instant. The same object is returned until something changes.</summary>
    public MapSnapshot<TKey, TValue> TakeSnapshot() => _map.TakeSnapshot();

    /// <summary>The shard of a key.</summary>
    internal int ShardOf(TKey key) => _map.ShardOf(key);
}
