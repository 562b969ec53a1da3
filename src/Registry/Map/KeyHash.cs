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

    /// <summary>The position of a key among the first of some keys, whose tags these are, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(in TagList tags, TKey[] keys, int count, TKey key, byte tag)
    {
        for (var matches = tags.Matches(tag); matches != 0; matches &= matches - 1)
        {
            var position = BitOperations.TrailingZeroCount(matches);
            if (position >= count) return -1;
            if (Equal(keys[position], key)) return position;
        }

        return count <= TagBlock.Capacity ? -1 : FindInRest(tags, keys, count, key, tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equal(TKey a, TKey b) =>
        _strings ? StringEquality.Of(Unsafe.As<TKey, string>(ref a), Unsafe.As<TKey, string>(ref b)) : EqualOthers(a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindInRest(in TagList tags, TKey[] keys, int count, TKey key, byte tag)
    {
        for (var at = TagBlock.Capacity; at < count; at += TagBlock.Capacity)
        {
            for (var matches = tags.Matches(at, tag); matches != 0; matches &= matches - 1)
            {
                var position = at + BitOperations.TrailingZeroCount(matches);
                if (position >= count) return -1;
                if (Equal(keys[position], key)) return position;
            }
        }

        return -1;
    }

    private uint HashOther(TKey key)
    {
        var hash = _comparer is { } comparer ? comparer.GetHashCode(key) : key.GetHashCode();
        return (uint)(((uint)hash * Spread) >> 32);
    }

    private bool EqualOthers(TKey a, TKey b) =>
        _comparer is { } comparer ? comparer.Equals(a, b) : EqualityComparer<TKey>.Default.Equals(a, b);
}
