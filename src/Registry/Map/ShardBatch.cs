namespace Loadline.Registry.Map;

/// <summary>Entries to be written together, sorted by shard.</summary>
internal readonly ref struct ShardBatch<TKey, TValue>
    where TKey : notnull
{
    private readonly ReadOnlySpan<KeyValuePair<TKey, TValue>> _entries;
    private readonly byte[] _tags;
    private readonly int[] _items;
    private readonly int[] _starts;

    public ShardBatch(ReadOnlySpan<KeyValuePair<TKey, TValue>> entries, KeyHash<TKey> hash, int shards)
    {
        _entries = entries;
        _tags = new byte[entries.Length];
        _items = new int[entries.Length];
        _starts = new int[shards + 1];
        var shardOf = new ushort[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var h = hash.Hash(entries[i].Key);
            _tags[i] = (byte)h;
            shardOf[i] = (ushort)ShardCounts.ShardOf(h, shards);
            _starts[shardOf[i] + 1]++;
        }

        for (var i = 0; i < shards; i++) _starts[i + 1] += _starts[i];
        var next = _starts.AsSpan(0, shards).ToArray();
        for (var i = 0; i < entries.Length; i++) _items[next[shardOf[i]]++] = i;
    }

    /// <summary>Positions of a shard's entries in the batch, in the batch's order.</summary>
    public ReadOnlySpan<int> Of(int shard) => _items.AsSpan(_starts[shard].._starts[shard + 1]);

    public KeyValuePair<TKey, TValue> Entry(int item) => _entries[item];

    public byte Tag(int item) => _tags[item];
}
