using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Loadline.Registry.Map;

/// <summary>
/// Hashes and compares keys. Strings are compared by ordinal and hashed with a multiply-and-fold hash under a seed of this map, which
/// is several times faster than the framework's and good enough where a collision costs one more comparison.
/// </summary>
internal readonly struct KeyHash<TKey>
    where TKey : notnull
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;
    private const ulong Odd = 0xA076_1D64_78BD_642F;
    private const ulong Far = 0xE703_7ED1_A0B4_28DB;

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
        if (_strings) return (uint)(OfString(Unsafe.As<TKey, string>(ref key), _seed) >> 32);
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

    // Each 16 bytes are folded by themselves, so that the multiplications of a long key run side by side.
    [SuppressMessage("Design", "CA1502", Justification = "One case for each length.")]
    private static ulong OfString(string key, ulong seed)
    {
        ref var text = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(key.AsSpan()));
        nuint length = (uint)key.Length * 2;
        ulong a, b;
        if (length > 16)
        {
            var sum = seed;
            var lane = seed;
            nuint at = 0;
            for (; at + 16 < length; at += 16)
            {
                lane += Spread;
                sum ^= Fold(Read8(ref text, at) ^ Odd, Read8(ref text, at + 8) ^ lane);
            }

            a = Read8(ref text, length - 16);
            b = Read8(ref text, length - 8);
            seed = sum;
        }
        else if (length >= 8)
        {
            a = Read8(ref text, 0);
            b = Read8(ref text, length - 8);
        }
        else if (length >= 4)
        {
            a = Unsafe.ReadUnaligned<uint>(ref text);
            b = Unsafe.ReadUnaligned<uint>(ref Unsafe.AddByteOffset(ref text, length - 4));
        }
        else
        {
            a = length == 2 ? key[0] : 0UL;
            b = 0;
        }

        return Fold(Far ^ length, Fold(a ^ Far, b ^ seed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read8(ref byte text, nuint at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref text, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
