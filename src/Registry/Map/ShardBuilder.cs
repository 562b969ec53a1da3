using System.Numerics;

namespace Loadline.Registry.Map;

/// <summary>Puts the next content of one shard together from several entries at once.</summary>
internal ref struct ShardBuilder<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly ushort[] _tags = new ushort[Tags.Padded(capacity)];
    private readonly TKey[] _keys = new TKey[capacity];
    private readonly TValue[] _values = new TValue[capacity];

    public int Count { get; private set; }

    public void Take(ShardState<TKey, TValue> state)
    {
        state.CopyTo(_tags, _keys, _values);
        Count = state.Count;
    }

    public readonly int Find(in KeyHash<TKey> hash, TKey key, ushort tag)
    {
        for (var at = 0; at < Count; at += Tags.Lanes)
        {
            for (var matches = Tags.Matches(_tags, at, tag); matches != 0; matches &= matches - 1)
            {
                var position = at + BitOperations.TrailingZeroCount(matches);
                if (position >= Count) break;
                if (hash.Equal(_keys[position], key)) return position;
            }
        }

        return -1;
    }

    public void Add(TKey key, TValue value, ushort tag)
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
    public readonly MapChange Difference(ShardState<TKey, TValue> state, in KeyHash<TKey> hash)
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
                _tags.AsSpan(0, Tags.Padded(Count)).ToArray(), _keys.AsSpan(0, Count).ToArray(),
                _values.AsSpan(0, Count).ToArray(), Count - previous.Count, previous);
}
