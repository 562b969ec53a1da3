using System.Numerics;
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

    private readonly ushort[] _tags;

    internal ShardState(ushort[] tags, TKey[] keys, TValue[] values, int delta, ShardState<TKey, TValue>? previous)
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
        var state = new ShardState<TKey, TValue>([], [], [], 0, null);
        Volatile.Write(ref state.Stamp, 1);
        return state;
    }

    /// <summary>The position of a key, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(in KeyHash<TKey> hash, TKey key, ushort tag)
    {
        var tags = _tags;
        var keys = Keys;
        for (var at = 0; at < tags.Length; at += Tags.Lanes)
        {
            for (var matches = Tags.Matches(tags, at, tag); matches != 0; matches &= matches - 1)
            {
                var position = at + BitOperations.TrailingZeroCount(matches);
                if ((uint)position >= (uint)keys.Length) return -1;
                if (hash.Equal(keys[position], key)) return position;
            }
        }

        return -1;
    }

    public ShardState<TKey, TValue> WithValue(int position, TValue value)
    {
        var values = new ReadOnlySpan<TValue>(Values).ToArray();
        Elements.Put(values, position, value);
        return new(_tags, Keys, values, 0, this);
    }

    public ShardState<TKey, TValue> With(TKey key, TValue value, ushort tag)
    {
        var count = Count;
        var tags = TagsWithRoomFor(count + 1);
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
        var tags = TagsWithRoomFor(count);
        tags[position] = _tags[count];
        Elements.Put(keys, position, Keys[count]);
        Elements.Put(values, position, Values[count]);
        return new(tags, keys, values, -1, this);
    }

    /// <summary>Without entries. A new object all the same: a state never returns to its shard.</summary>
    public ShardState<TKey, TValue> Emptied() => new([], [], [], -Count, this);

    public void CopyTo(ushort[] tags, TKey[] keys, TValue[] values)
    {
        if (Count == 0) return;
        Elements.Copy(_tags, tags, Count);
        Elements.Copy(Keys, keys, Count);
        Elements.Copy(Values, values, Count);
    }

    // Tags behind the last entry are never looked at, so what a copy leaves there does not matter.
    private ushort[] TagsWithRoomFor(int count)
    {
        var tags = GC.AllocateUninitializedArray<ushort>(Tags.Padded(count));
        new ReadOnlySpan<ushort>(_tags, 0, Math.Min(_tags.Length, tags.Length)).CopyTo(tags);
        return tags;
    }
}
