using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Loadline.Registry.Map;

/// <summary>All entries of a map at one instant; nothing of it ever changes.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
[Published]
public sealed class MapSnapshot<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private readonly ShardState<TKey, TValue>[] _states;

    // Beside the states, not only in them: a pass over all values then waits for one load less in each shard.
    private readonly TValue[][] _values;

    private readonly KeyHash<TKey> _hash;

    internal MapSnapshot(ShardState<TKey, TValue>[] states, TValue[][] values, KeyHash<TKey> hash, long clock, int count)
    {
        _states = states;
        _values = values;
        _hash = hash;
        Clock = clock;
        Count = count;
    }

    /// <summary>How many entries there are.</summary>
    public int Count { get; }

    /// <summary>Logical time: of two snapshots of one map, the one with the greater clock is later.</summary>
    public long Clock { get; }

    /// <summary>How many shards the map has.</summary>
    public int ShardCount => _states.Length;

    internal ShardState<TKey, TValue>[] States => _states;

    internal TValue[][] AllValues => _values;

    /// <summary>The value of a key.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var hash = _hash.Hash(key);
        var shard = ShardCounts.ShardOf(hash, _states.Length);
        var state = _states[shard];
        var position = state.Find(_hash, key, (byte)hash);
        value = position < 0 ? default : _values[shard][position];
        return position >= 0;
    }

    /// <summary>The keys of a shard, densely.</summary>
    public ReadOnlySpan<TKey> Keys(int shard) => _states[shard].Keys.AsSpan(0, _states[shard].Count);

    /// <summary>The values of a shard, in the order of <see cref="Keys"/>.</summary>
    public ReadOnlySpan<TValue> Values(int shard) => _values[shard];

    /// <summary>
    /// The logical time of a shard's last change, not later than <see cref="Clock"/>: a later snapshot of the same map has the same here if
    /// the shard did not change, and a greater one if it did.
    /// </summary>
    public long VersionOf(int shard) => Volatile.Read(ref _states[shard].Stamp);

    /// <summary>The versions of all shards.</summary>
    public VersionVector Versions() => new(Array.ConvertAll(_states, static s => Volatile.Read(ref s.Stamp)));

    /// <summary>The shards that differ from another snapshot of the same map.</summary>
    public ShardChanges<TKey, TValue> ChangedShards(MapSnapshot<TKey, TValue> older)
    {
        ArgumentNullException.ThrowIfNull(older);
        return new(_states, older._states);
    }

    /// <summary>Every entry, shard by shard.</summary>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        for (var shard = 0; shard < _states.Length; shard++)
        {
            var (keys, values) = (_states[shard].Keys, _values[shard]);
            for (var i = 0; i < values.Length; i++) yield return new(keys[i], values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
