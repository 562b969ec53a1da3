namespace Loadline.Registry.Map;

/// <summary>Puts the next content of one shard together from several entries at once.</summary>
internal ref struct ShardBuilder<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private TagBlock[] _blocks = new TagBlock[TagBlock.BlocksFor(capacity)];
    private readonly TKey[] _keys = new TKey[capacity];
    private readonly TValue[] _values = new TValue[capacity];

    public int Count { get; private set; }

    public void Take<TProbe>(ShardState<TKey, TValue> state)
        where TProbe : struct, IProbe
    {
        if (state.Count == 0) return;
        _blocks = state.BlocksFor(_keys.Length);
        Elements.Copy(state.Keys, _keys, state.Count);
        Elements.Copy(state.Copy(state.See<TProbe>(), state.Count), _values, state.Count);
        Count = state.Count;
    }

    public readonly int Find(KeyHash<TKey> hash, TKey key, byte tag)
    {
        var position = hash.Find(_blocks[0], _keys, 0, Count, key, tag);
        return position >= 0 || Count <= TagBlock.Capacity ? position : hash.FindInRest(_blocks, _keys, Count, key, tag);
    }

    public void Add(TKey key, TValue value, byte tag)
    {
        var position = Count++;
        TagBlock.Of(_blocks, position) = tag;
        Elements.Put(_keys, position, key);
        Elements.Put(_values, position, value);
    }

    public readonly TValue this[int position]
    {
        get => _values[position];
        set => _values[position] = value;
    }

    /// <summary>What would change if this replaced a state.</summary>
    public readonly MapChange Difference<TProbe>(ShardState<TKey, TValue> state, KeyHash<TKey> hash)
        where TProbe : struct, IProbe
    {
        int added = 0, updated = 0;
        for (var i = 0; i < Count; i++)
        {
            var position = state.Find(hash, _keys[i], TagBlock.Of(_blocks, i));
            if (position < 0) added++;
            else if (!EqualityComparer<TValue>.Default.Equals(state.ValueAt<TProbe>(position), _values[i])) updated++;
        }

        return new(added, state.Count + added - Count, updated);
    }

    /// <summary>The state that replaces <paramref name="previous"/>.</summary>
    public readonly ShardState<TKey, TValue> Build(ShardState<TKey, TValue> previous) =>
        Count == _keys.Length
            ? previous.With(_blocks, _keys, _values)
            : previous.With(_blocks, _keys.AsSpan(0, Count).ToArray(), _values.AsSpan(0, Count).ToArray());
}
