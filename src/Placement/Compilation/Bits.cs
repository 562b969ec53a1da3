using System.Numerics;

namespace Loadline.Placement.Compilation;

/// <summary>Set arithmetic on bit words of equal length.</summary>
internal static class Bits
{
    public static void And(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < set.Length; i++) set[i] &= other[i];
    }

    public static void AndNot(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < set.Length; i++) set[i] &= ~other[i];
    }

    public static void Or(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < set.Length; i++) set[i] |= other[i];
    }

    public static bool Contains(ReadOnlySpan<ulong> set, int index) => (set[index >> 6] & (1UL << index)) != 0;

    public static void Add(Span<ulong> set, int index) => set[index >> 6] |= 1UL << index;

    /// <summary>Writes the members in ascending order; returns how many there are.</summary>
    public static int CopyIndices(ReadOnlySpan<ulong> set, Span<int> indices)
    {
        var count = 0;
        for (var word = 0; word < set.Length; word++)
        {
            for (var rest = set[word]; rest != 0; rest &= rest - 1) indices[count++] = (word << 6) + BitOperations.TrailingZeroCount(rest);
        }

        return count;
    }
}
