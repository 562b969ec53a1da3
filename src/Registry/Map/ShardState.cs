using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// All entries of one shard, as dense arrays that never change: a change makes a new state, which shares the keys when only a value
/// differs, and mostly the values too (see <see cref="OverlaidShardState{TKey, TValue}"/>). What is written after the state is visible:
/// <see cref="FoldStep.Stamp"/>, <see cref="Previous"/>, and by <see cref="Flatten"/> the array of values, for one with the same content.
/// </summary>
internal class ShardState<TKey, TValue> : FoldStep
    where TKey : notnull
{
    /// <summary>The version that this one replaced, kept only as long as a snapshot may need it.</summary>
    [AtomicOnly]
    public ShardState<TKey, TValue>? Previous;

    private const int ValuesWord = PreviousWord + 1;
    private const int HeldWord = ValuesWord + 1;

    [AtomicOnly]
    private TValue[] _values;

    [AtomicOnly]
    private uint _held;

    private readonly uint _positions;

    // In the object itself, and without a reference beside them: a look-up needs no further load for them, a copy is one of a vector.
    private TagBlock _tags;

    protected ShardState(
        in TagBlock tags, TKey[] keys, int count, TValue[] values, Overlay overlay, int delta, ShardState<TKey, TValue>? previous)
        : base(delta)
    {
        _tags = tags;
        Keys = keys;
        Count = count;
        _values = values;
        _held = overlay.Held;
        _positions = overlay.Positions;
        Previous = previous;
    }

    /// <summary>A state with the same entries as the one before it.</summary>
    protected ShardState(ShardState<TKey, TValue> previous, TValue[] values, Overlay overlay)
        : base(0)
    {
        _tags = previous._tags;
        Keys = previous.Keys;
        Count = previous.Count;
        _values = values;
        _held = overlay.Held;
        _positions = overlay.Positions;
        Previous = previous;
    }

    private ShardState(in TagBlock tags, TKey[] keys, TValue[] values, int delta, ShardState<TKey, TValue>? previous)
        : this(tags, keys, values.Length, values, default, delta, previous)
    {
    }

    /// <summary>The keys; after those of this state there may be one that was removed, since the array is shared.</summary>
    public TKey[] Keys { get; }

    public int Count { get; }

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

    /// <summary>The value of an entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue ValueAt<TProbe>(int position)
        where TProbe : struct, IProbe
    {
        var held = LoadHeld<TProbe>();
        return Overlay.Holds(held, position) ? Beside(new(held, _positions), position) : LoadValues<TProbe>()[position];
    }

    /// <summary>What a next state is made from: the array of values, and which entries are overlaid over it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SeenValues<TValue> See<TProbe>()
        where TProbe : struct, IProbe
    {
        // In this order: who finds no overlay has to find the array that needs none.
        var held = LoadHeld<TProbe>();
        return new(LoadValues<TProbe>(), new(held, _positions));
    }

    /// <summary>
    /// All values, densely: puts the overlaid values into an array with the others. Any number of threads may do so at once: their arrays are
    /// equal, and who still reads the overlay finds the same there.
    /// </summary>
    public TValue[] Flatten<TProbe>()
        where TProbe : struct, IProbe
    {
        var seen = See<TProbe>();
        if (seen.Overlay.Held == 0) return seen.Array;
        var values = Copy(seen, Count);

        // This last, see See.
        StoreValues<TProbe>(values);
        StoreHeld<TProbe>(0);
        return values;
    }

    public ShardState<TKey, TValue> WithValue(SeenValues<TValue> seen, int position, TValue value)
    {
        if (!IsWide && seen.Overlay.TryPlace(position, out var place, out var overlay))
            return new OverlaidShardState<TKey, TValue>(this, seen.Array, overlay, place, value);
        var values = Copy(seen, Count);
        Elements.Put(values, position, value);
        return IsWide ? With(Blocks.ToArray(), Keys, values) : new(_tags, Keys, values, 0, this);
    }

    public ShardState<TKey, TValue> With(SeenValues<TValue> seen, TKey key, TValue value, byte tag)
    {
        var count = Count;
        var keys = new TKey[count + 1];
        Elements.Copy(Keys, keys, count);
        Elements.Put(keys, count, key);
        if (count < TagBlock.Capacity && seen.Overlay.TryPlace(count, out var place, out var overlay))
        {
            var overlaid = new OverlaidShardState<TKey, TValue>(_tags, keys, seen.Array, overlay, this, place, value);
            return overlaid.Tagged(count, tag);
        }

        var values = Copy(seen, count + 1);
        Elements.Put(values, count, value);
        if (count < TagBlock.Capacity) return new ShardState<TKey, TValue>(_tags, keys, values, 1, this).Tagged(count, tag);
        var blocks = BlocksFor(count + 1);
        TagBlock.Of(blocks, count) = tag;
        return With(blocks, keys, values);
    }

    /// <summary>Without one entry; the last one takes its place.</summary>
    public ShardState<TKey, TValue> Without(SeenValues<TValue> seen, int position)
    {
        var count = Count - 1;

        // An added entry that goes again leaves the arrays as they were, unless its value was put into one for a snapshot.
        if (position == count && seen.Array.Length <= count && seen.Overlay.TryFree(position, out var overlay))
        {
            return overlay.Held == 0
                ? new ShardState<TKey, TValue>(_tags, Keys, seen.Array, -1, this)
                : new OverlaidShardState<TKey, TValue>(_tags, seen.Array, overlay, this);
        }

        var keys = Keys;
        var values = Copy(seen, count);
        if (position < count)
        {
            keys = new TKey[count];
            Elements.Copy(Keys, keys, count);
            Elements.Put(keys, position, Keys[count]);
            Elements.Put(values, position, seen.Overlay.Holds(count) ? Beside(seen.Overlay, count) : seen.Array[count]);
        }

        if (!IsWide) return new ShardState<TKey, TValue>(_tags, keys, values, -1, this).Tagged(position, _tags[count]);
        var blocks = BlocksFor(Count);
        TagBlock.Of(blocks, position) = TagBlock.Of(blocks, count);
        return With(blocks, keys, values);
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

    /// <summary>A new array with the first of the values, or with all of them and room for more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue[] Copy(SeenValues<TValue> seen, int length)
    {
        var values = new TValue[length];
        Elements.Copy(seen.Array, values, Math.Min(length, seen.Array.Length));
        if (seen.Overlay.Held != 0) PutBeside(seen.Overlay, values);
        return values;
    }

    // Before it is visible.
    private ShardState<TKey, TValue> Tagged(int position, byte tag)
    {
        _tags[position] = tag;
        return this;
    }

    /// <summary>The value beside the array of an entry that has one.</summary>
    protected virtual TValue Beside(Overlay overlay, int position) => throw new InvalidOperationException("This state has its values in the array.");

    /// <summary>Puts the values that are overlaid over those of the array, as far as it reaches.</summary>
    protected virtual void PutBeside(Overlay overlay, TValue[] values)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint LoadHeld<TProbe>()
        where TProbe : struct, IProbe
    {
        TProbe.BeforeAccess();
        if (TProbe.DelaysStores && TProbe.TryForward(this, HeldWord, out var held)) return (uint)held!;
        return Volatile.Read(ref _held);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TValue[] LoadValues<TProbe>()
        where TProbe : struct, IProbe
    {
        TProbe.BeforeAccess();
        if (TProbe.DelaysStores && TProbe.TryForward(this, ValuesWord, out var held)) return (TValue[])held!;
        return Volatile.Read(ref _values);
    }

    private void StoreHeld<TProbe>(uint held)
        where TProbe : struct, IProbe
    {
        TProbe.BeforeAccess();
        if (TProbe.DelaysStores) TProbe.Store(this, HeldWord, held, static (o, _, v) => Volatile.Write(ref ((ShardState<TKey, TValue>)o)._held, (uint)v!));
        else Volatile.Write(ref _held, held);
    }

    private void StoreValues<TProbe>(TValue[] values)
        where TProbe : struct, IProbe
    {
        TProbe.BeforeAccess();
        if (TProbe.DelaysStores) TProbe.Store(this, ValuesWord, values, static (o, _, v) => Volatile.Write(ref ((ShardState<TKey, TValue>)o)._values, (TValue[])v!));
        else Volatile.Write(ref _values, values);
    }
}
