using System.Numerics;
using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>
/// Which entries of a shard have a value of their own beside the shared array, in one word: a byte for each of a few places that holds
/// the entry's position plus one, or 0.
/// </summary>
internal static class Overlay
{
    /// <summary>How many values a state may hold beside the array. With more of them, copying them costs what copying the array does.</summary>
    public const int Places = 4;

    private const int Bits = 8;
    private const uint Ones = 0x0101_0101;
    private const uint Highest = 0x8080_8080;

    /// <summary>Whether an entry may be overlaid. A yes may be wrong only for positions behind 254, which no overlay can hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayHold(uint overlay, int position) => Matches(overlay, position) != 0;

    /// <summary>Finds a place for an entry's value: the one it has already, or a free one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPlace(uint overlay, int position, out int place, out uint next)
    {
        next = overlay;
        if (Matches(overlay, position) is not 0 and var matches)
        {
            place = BitOperations.TrailingZeroCount(matches) / Bits;
            return true;
        }

        place = Held(overlay);
        next |= (uint)(position + 1) << (place * Bits);
        return place < Places;
    }

    /// <summary>Frees the place of an entry, if it is the highest that holds one.</summary>
    public static bool TryFree(uint overlay, int position, out uint next)
    {
        var highest = Held(overlay) - 1;
        next = overlay & ((1u << (highest * Bits)) - 1);
        return highest >= 0 && PositionAt(overlay, highest) == position;
    }

    /// <summary>How many places hold an entry; they are the lowest ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Held(uint overlay) => (32 + Bits - 1 - BitOperations.LeadingZeroCount(overlay)) / Bits;

    /// <summary>The entry at a place, or -1 when it is free.</summary>
    public static int PositionAt(uint overlay, int place) => (int)((overlay >> (place * Bits)) & 0xFF) - 1;

    // Sets the highest bit of each byte that is the sought one; above the lowest of these perhaps also of one that is not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Matches(uint overlay, int position)
    {
        var difference = overlay ^ ((uint)(position + 1) * Ones);
        return (difference - Ones) & ~difference & Highest;
    }
}
