using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// Hashes and compares keys. Strings are compared by ordinal and hashed by <see cref="StringHash"/> under a seed of this map.
/// </summary>
internal readonly struct KeyHash<TKey>
    where TKey : notnull
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private readonly IEqualityComparer<TKey>? _comparer;
    private readonly bool _strings;
    private readonly ulong _seed;

    public KeyHash(IEqualityComparer<TKey>? comparer, ulong seed)
    {
        _strings = typeof(TKey) == typeof(string) && (comparer is null || ReferenceEquals(comparer, StringComparer.Ordinal));
        _comparer = _strings || (comparer is null && typeof(TKey).IsValueType) ? null : comparer ?? EqualityComparer<TKey>.Default;
        _seed = seed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Hash(TKey key)
    {
        if (_strings) return StringHash.Of(Unsafe.As<TKey, string>(ref key), _seed);
        var hash = _comparer is { } comparer ? comparer.GetHashCode(key) : key.GetHashCode();
        return (uint)(((uint)hash * Spread) >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equal(TKey a, TKey b)
    {
        if (_strings)
        {
            var left = Unsafe.As<TKey, string>(ref a);
            var right = Unsafe.As<TKey, string>(ref b);
            return ReferenceEquals(left, right) || string.Equals(left, right);
        }

        return _comparer is { } comparer ? comparer.Equals(a, b) : EqualityComparer<TKey>.Default.Equals(a, b);
    }
}
