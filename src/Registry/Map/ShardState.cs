using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// All entries of one shard, as dense arrays that never change: a change makes a new state, which shares the keys when only a value
/// differs. Only <see cref="FoldStep.Stamp"/> and <see cref="Previous"/> are written after the state is visible.
/// </summary>
internal sealed class ShardState<TKey, TValue> : FoldStep
    where TKey : notnull
{
    /// <summary>The version that this one replaced, kept only as long as a snapshot may need it.</summary>
    [AtomicOnly]
    public ShardState<TKey, TValue>? Previous;

    private readonly TagList _tags;

    internal ShardState(in TagList tags, TKey[] keys, TValue[] values, int delta, ShardState<TKey, TValue>? previous)
        : base(delta)
    {
        _tags = tags;
        Keys = keys;
        Values = values;
        Previous = previous;
        Version = previous is null ? 0 : previous.Version + 1;
    }

    public TKey[] Keys { get; }

    public TValue[] Values { get; }

    /// <summary>How often this shard was replaced.</summary>
    public long Version { get; }

    public int Count => Keys.Length;

    /// <summary>The state that a shard begins with: stamped before every clock value that a snapshot can have.</summary>
    public static ShardState<TKey, TValue> Initial()
    {
        var state = new ShardState<TKey, TValue>(default, [], [], 0, null);
        Volatile.Write(ref state.Stamp, 1);
        return state;
    }

    /// <summary>The position of a key, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(KeyHash<TKey> hash, TKey key, byte tag) => hash.Find(_tags, Keys, Keys.Length, key, tag);

    public ShardState<TKey, TValue> WithValue(int position, TValue value)
    {
        var values = new ReadOnlySpan<TValue>(Values).ToArray();
        Elements.Put(values, position, value);
        return new(_tags, Keys, values, 0, this);
    }

    public ShardState<TKey, TValue> With(TKey key, TValue value, byte tag)
    {
        var count = Count;
        var tags = _tags.WithRoomFor(count + 1);
        var keys = new TKey[count + 1];
        var values = new TValue[count + 1];
        Elements.Copy(Keys, keys, count);
        Elements.Copy(Values, values, count);
        tags[count] = tag;
        Elements.Put(keys, count, key);
        Elements.Put(values, count, value);
        return new(tags, keys, values, 1, this);
    }

    /// <summary>Without one entry; the last one takes its place.</summary>
    public ShardState<TKey, TValue> Without(int position)
    {
        var count = Count - 1;
        var keys = new TKey[count];
        var values = new TValue[count];
        Elements.Copy(Keys, keys, count);
        Elements.Copy(Values, values, count);
        if (position == count) return new(_tags, keys, values, -1, this);
        var tags = _tags.WithRoomFor(count);
        tags[position] = _tags[count];
        Elements.Put(keys, position, Keys[count]);
        Elements.Put(values, position, Values[count]);
        return new(tags, keys, values, -1, this);
    }

    /// <summary>Without entries. A new object all the same: a state never returns to its shard.</summary>
    public ShardState<TKey, TValue> Emptied() => new(default, [], [], -Count, this);

    /// <summary>Copies all entries to where there is room for more; returns their tags.</summary>
    public TagList CopyTo(TKey[] keys, TValue[] values)
    {
        Elements.Copy(Keys, keys, Count);
        Elements.Copy(Values, values, Count);
        return _tags.WithRoomFor(keys.Length);
    }
}
