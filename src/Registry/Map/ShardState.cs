using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// All entries of one shard, as dense arrays that never change: a change makes a new state, which shares the keys when only a value
/// differs. Only <see cref="FoldStep.Stamp"/> and <see cref="Previous"/> are written after the state is visible.
/// </summary>
internal class ShardState<TKey, TValue> : FoldStep
    where TKey : notnull
{
    /// <summary>The version that this one replaced, kept only as long as a snapshot may need it.</summary>
    [AtomicOnly]
    public ShardState<TKey, TValue>? Previous;

    // In the object itself, and without a reference beside them: a look-up needs no further load for them, a copy is one of a vector.
    private TagBlock _tags;

    protected ShardState(in TagBlock tags, TKey[] keys, TValue[] values, int delta, ShardState<TKey, TValue>? previous)
        : base(delta)
    {
        _tags = tags;
        Keys = keys;
        Values = values;
        Previous = previous;
        Version = previous is null ? 0 : previous.Version + 1;
    }

    /// <summary>The keys; after those of this state there may be one that was removed, since the array is shared.</summary>
    public TKey[] Keys { get; }

    /// <summary>The values, one for each entry: what was removed is not held.</summary>
    public TValue[] Values { get; }

    /// <summary>How often this shard was replaced.</summary>
    public long Version { get; }

    public int Count => Values.Length;

    /// <summary>The tags of all entries. Those behind the last one may be anything.</summary>
    public virtual ReadOnlySpan<TagBlock> Blocks => new(in _tags);

    private bool IsWide => Count > TagBlock.Capacity;

    /// <summary>The state that a shard begins with: stamped before every clock value that a snapshot can have.</summary>
    public static ShardState<TKey, TValue> Initial()
    {
        var state = new ShardState<TKey, TValue>(default, [], [], 0, null);
        Volatile.Write(ref state.Stamp, 1);
        return state;
    }

    /// <summary>The position of a key, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(KeyHash<TKey> hash, TKey key, byte tag)
    {
        var position = hash.Find(_tags, Keys, 0, Count, key, tag);
        return position >= 0 || !IsWide ? position : hash.FindInRest(Blocks, Keys, Count, key, tag);
    }

    public ShardState<TKey, TValue> WithValue(int position, TValue value)
    {
        var values = new TValue[Values.Length];
        Elements.Copy(Values, values, values.Length);
        Elements.Put(values, position, value);
        return IsWide ? With(Blocks.ToArray(), Keys, values) : new(_tags, Keys, values, 0, this);
    }

    public ShardState<TKey, TValue> With(TKey key, TValue value, byte tag)
    {
        var count = Count;
        var keys = new TKey[count + 1];
        var values = new TValue[count + 1];
        Elements.Copy(Keys, keys, count);
        Elements.Copy(Values, values, count);
        Elements.Put(keys, count, key);
        Elements.Put(values, count, value);
        if (values.Length > TagBlock.Capacity)
        {
            var blocks = BlocksFor(values.Length);
            TagBlock.Of(blocks, count) = tag;
            return With(blocks, keys, values);
        }

        var next = new ShardState<TKey, TValue>(_tags, keys, values, 1, this);
        next._tags[count] = tag;
        return next;
    }

    /// <summary>Without one entry; the last one takes its place.</summary>
    public ShardState<TKey, TValue> Without(int position)
    {
        var count = Count - 1;
        var keys = Keys;
        var values = new TValue[count];
        Elements.Copy(Values, values, count);
        if (position < count)
        {
            keys = new TKey[count];
            Elements.Copy(Keys, keys, count);
            Elements.Put(keys, position, Keys[count]);
            Elements.Put(values, position, Values[count]);
        }

        if (IsWide)
        {
            var blocks = BlocksFor(Count);
            TagBlock.Of(blocks, position) = TagBlock.Of(blocks, count);
            return With(blocks, keys, values);
        }

        var next = new ShardState<TKey, TValue>(_tags, keys, values, -1, this);
        next._tags[position] = _tags[count];
        return next;
    }

    /// <summary>The state that replaces this one, with other entries and the tags of those.</summary>
    public ShardState<TKey, TValue> With(TagBlock[] blocks, TKey[] keys, TValue[] values) =>
        values.Length > TagBlock.Capacity
            ? new WideShardState<TKey, TValue>(blocks, keys, values, values.Length - Count, this)
            : new ShardState<TKey, TValue>(blocks[0], keys, values, values.Length - Count, this);

    /// <summary>Without entries. A new object all the same: a state never returns to its shard.</summary>
    public ShardState<TKey, TValue> Emptied() => new(default, [], [], -Count, this);

    /// <summary>A copy of the tags, with room for those of some entries.</summary>
    public TagBlock[] BlocksFor(int count)
    {
        var blocks = new TagBlock[TagBlock.BlocksFor(count)];
        Blocks[..Math.Min(Blocks.Length, blocks.Length)].CopyTo(blocks);
        return blocks;
    }
}
