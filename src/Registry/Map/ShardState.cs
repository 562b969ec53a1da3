using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Loadline.Registry.Map;

/// <summary>
/// All entries of one shard, as dense arrays that never change: a change makes a new state, which shares the keys when only a value
/// differs. Only <see cref="FoldStep.Stamp"/> and <see cref="Previous"/> are written after the state is visible.
/// </summary>
internal sealed class ShardState<TKey, TValue> : FoldStep
    where TKey : notnull
{
    /// <summary>How many tags one step of a search compares; the tag array is padded to a multiple of it.</summary>
    private const int Lanes = 16;

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
    public int Find(in KeyHash<TKey> hash, TKey key, ushort tag) => Find(_tags, Keys, hash, key, tag);

    /// <summary>The position of a key among the first entries of arrays that are being filled, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(ushort[] tags, ReadOnlySpan<TKey> keys, in KeyHash<TKey> hash, TKey key, ushort tag)
    {
        for (var at = 0; at < tags.Length; at += Lanes)
        {
            for (var matches = Matches(ref MemoryMarshal.GetArrayDataReference(tags), at, tag); matches != 0; matches &= matches - 1)
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
        var values = new TValue[Values.Length];
        Values.AsSpan().CopyTo(values);
        values[position] = value;
        return new(_tags, Keys, values, 0, this);
    }

    public ShardState<TKey, TValue> With(TKey key, TValue value, ushort tag)
    {
        var count = Count;
        var tags = new ushort[Padded(count + 1)];
        var keys = new TKey[count + 1];
        var values = new TValue[count + 1];
        _tags.AsSpan(0, count).CopyTo(tags);
        Keys.AsSpan().CopyTo(keys);
        Values.AsSpan().CopyTo(values);
        tags[count] = tag;
        keys[count] = key;
        values[count] = value;
        return new(tags, keys, values, 1, this);
    }

    /// <summary>Without one entry; the last one takes its place.</summary>
    public ShardState<TKey, TValue> Without(int position)
    {
        var count = Count - 1;
        var tags = new ushort[Padded(count)];
        var keys = new TKey[count];
        var values = new TValue[count];
        _tags.AsSpan(0, count).CopyTo(tags);
        Keys.AsSpan(0, count).CopyTo(keys);
        Values.AsSpan(0, count).CopyTo(values);
        if (position < count)
        {
            tags[position] = _tags[count];
            keys[position] = Keys[count];
            values[position] = Values[count];
        }

        return new(tags, keys, values, -1, this);
    }

    /// <summary>Without entries. A new object all the same: a state never returns to its shard.</summary>
    public ShardState<TKey, TValue> Emptied() => new([], [], [], -Count, this);

    public void CopyTo(Span<ushort> tags, Span<TKey> keys, Span<TValue> values)
    {
        _tags.AsSpan(0, Count).CopyTo(tags);
        Keys.AsSpan().CopyTo(keys);
        Values.AsSpan().CopyTo(values);
    }

    public static int Padded(int count) => (count + Lanes - 1) & -Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Matches(ref ushort tags, int at, ushort tag)
    {
        if (Vector256.IsHardwareAccelerated)
            return Vector256.Equals(Vector256.LoadUnsafe(ref tags, (nuint)at), Vector256.Create(tag)).ExtractMostSignificantBits();
        var sought = Vector128.Create(tag);
        var low = Vector128.Equals(Vector128.LoadUnsafe(ref tags, (nuint)at), sought).ExtractMostSignificantBits();
        var high = Vector128.Equals(Vector128.LoadUnsafe(ref tags, (nuint)at + 8), sought).ExtractMostSignificantBits();
        return low | (high << 8);
    }
}
