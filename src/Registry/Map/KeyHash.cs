using System.Numerics;
using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// Hashes, compares and finds keys. Strings are compared by ordinal and hashed by <see cref="StringHash"/> under a seed of this map.
/// </summary>
/// <remarks>
/// A class, and with the ways of other keys apart: code that is shared by all types of keys then looks up which type it is only where it
/// needs to know, and for strings it does not.
/// </remarks>
internal sealed class KeyHash<TKey>
    where TKey : notnull
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private readonly bool _strings;
    private readonly ulong _seed;
    private readonly IEqualityComparer<TKey>? _comparer;

    public KeyHash(IEqualityComparer<TKey>? comparer, ulong seed)
    {
        _strings = typeof(TKey) == typeof(string) && (comparer is null || ReferenceEquals(comparer, StringComparer.Ordinal));
        _comparer = _strings || (comparer is null && typeof(TKey).IsValueType) ? null : comparer ?? EqualityComparer<TKey>.Default;
        _seed = seed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Hash(TKey key) => _strings ? StringHash.Of(Unsafe.As<TKey, string>(ref key), _seed) : HashOther(key);

    /// <summary>
    /// The position of a key, or -1, among those of some keys whose tags these are. They begin at <paramref name="at"/> and end with the
    /// block or before <paramref name="count"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(in TagBlock tags, TKey[] keys, int at, int count, TKey key, byte tag)
    {
        for (var matches = tags.Matches(tag); matches != 0; matches &= matches - 1)
        {
            var position = at + BitOperations.TrailingZeroCount(matches);
            if (position >= count) return -1;
            if (Equal(keys[position], key)) return position;
        }

        return -1;
    }

    /// <summary>The position of a key that is not in the first block, or -1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int FindInRest(ReadOnlySpan<TagBlock> blocks, TKey[] keys, int count, TKey key, byte tag)
    {
        for (var block = 1; block < blocks.Length; block++)
        {
            var position = Find(blocks[block], keys, block * TagBlock.Capacity, count, key, tag);
            if (position >= 0) return position;
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equal(TKey a, TKey b) =>
        _strings ? StringEquality.Of(Unsafe.As<TKey, string>(ref a), Unsafe.As<TKey, string>(ref b)) : EqualOthers(a, b);

    private uint HashOther(TKey key)
    {
        var hash = _comparer is { } comparer ? comparer.GetHashCode(key) : key.GetHashCode();
        return (uint)(((uint)hash * Spread) >> 32);
    }

    private bool EqualOthers(TKey a, TKey b) =>
        _comparer is { } comparer ? comparer.Equals(a, b) : EqualityComparer<TKey>.Default.Equals(a, b);
}
