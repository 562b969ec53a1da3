using System.Numerics;
using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>Which entries of a shard have a value of their own beside the shared array, and at which of a few places.</summary>
/// <param name="Held">A bit for the position of each such entry.</param>
/// <param name="Positions">A byte for each place: the position of its entry. Those of places that hold none may be anything.</param>
internal readonly record struct Overlay(uint Held, uint Positions)
{
    /// <summary>How many values a state may hold beside the array. With more of them, copying them costs what copying the array does.</summary>
    public const int Places = 4;

    private const int Bits = 8;

    /// <summary>How many places hold a value: the first ones.</summary>
    public int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => BitOperations.PopCount(Held);
    }

    /// <summary>Whether an entry is among those with these bits. Of a shard that is too wide for bits there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(uint held, int position) => ((held >> position) & 1) != 0;

    public bool Holds(int position) => Holds(Held, position);

    /// <summary>The position of the entry at a place.</summary>
    public int PositionAt(int place) => (int)(Positions >> (place * Bits)) & 0xFF;

    /// <summary>The place of an entry that has one.</summary>
    public int PlaceOf(int position)
    {
        var place = 0;
        while (PositionAt(place) != position) place++;
        return place;
    }

    /// <summary>Finds a place for the value of an entry: the one it has already, or the next.</summary>
    /// <returns>False when all are taken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPlace(int position, out int place, out Overlay next)
    {
        next = this;
        if (Holds(position))
        {
            place = PlaceOf(position);
            return true;
        }

        place = Count;
        if (place == Places) return false;
        var shift = place * Bits;
        next = new(Held | (1u << position), (Positions & ~(0xFFu << shift)) | ((uint)position << shift));
        return true;
    }

    /// <summary>Frees the place of an entry, if it is the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFree(int position, out Overlay next)
    {
        next = new(Held & ~(1u << position), Positions);
        return Holds(position) && PositionAt(Count - 1) == position;
    }
}
