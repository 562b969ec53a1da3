namespace Loadline.Registry.Map;

/// <summary>Puts the next content of one shard together from several entries at once.</summary>
internal ref struct ShardBuilder<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private TagList _tags = default(TagList).WithRoomFor(capacity);
    private readonly TKey[] _keys = new TKey[capacity];
    private readonly TValue[] _values = new TValue[capacity];

    public int Count { get; private set; }

    public void Take(ShardState<TKey, TValue> state)
    {
        if (state.Count == 0) return;
        _tags = state.CopyTo(_keys, _values);
        Count = state.Count;
    }

    public readonly int Find(KeyHash<TKey> hash, TKey key, byte tag) => hash.Find(_tags, _keys, Count, key, tag);

    public void Add(TKey key, TValue value, byte tag)
    {
        var position = Count++;
        _tags[position] = tag;
        Elements.Put(_keys, position, key);
        Elements.Put(_values, position, value);
    }

    public readonly TValue this[int position]
    {
        get => _values[position];
        set => _values[position] = value;
    }

    /// <summary>What would change if this replaced a state.</summary>
    public readonly MapChange Difference(ShardState<TKey, TValue> state, KeyHash<TKey> hash)
    {
        int added = 0, updated = 0;
        for (var i = 0; i < Count; i++)
        {
            var position = state.Find(hash, _keys[i], _tags[i]);
            if (position < 0) added++;
            else if (!EqualityComparer<TValue>.Default.Equals(state.Values[position], _values[i])) updated++;
        }

        return new(added, state.Count + added - Count, updated);
    }

    /// <summary>The state that replaces <paramref name="previous"/>.</summary>
    public readonly ShardState<TKey, TValue> Build(ShardState<TKey, TValue> previous) =>
        Count == _keys.Length
            ? new(_tags, _keys, _values, Count - previous.Count, previous)
            : new(
                _tags.WithRoomFor(Count), _keys.AsSpan(0, Count).ToArray(),
                _values.AsSpan(0, Count).ToArray(), Count - previous.Count, previous);
}
