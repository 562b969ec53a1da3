using Loadline.Placement.Scheduling;

namespace Loadline.Placement.Weights;

/// <summary>
/// Webster's division within quota, from what members hold: a seat goes to members below the whole part of their quota first and to none above the
/// rounded-up one while another is below it; a seat is taken the other way round. So no share is off by a whole replica, which Webster alone misses
/// in rare splits, and adding still takes from nobody. What rules it out is only that a member's part never shrinks when its claim grows beside
/// others' (Balinski and Young); the inertia of moves sees to it that this is rare.
/// </summary>
internal readonly ref struct QuotaSeats
{
    private readonly ReadOnlySpan<long> _votes;
    private readonly Span<int> _seats;
    private readonly ReadOnlySpan<int> _floors;
    private readonly ReadOnlySpan<int> _caps;
    private readonly ReadOnlySpan<int> _lower;
    private readonly ReadOnlySpan<int> _upper;
    private readonly SeatScratch _scratch;
    private readonly bool _largerNameFirst;

    /// <summary>Takes the members' claims, what they hold, their bounds in this step and the quotas of the size that is aimed at.</summary>
    public QuotaSeats(
        ReadOnlySpan<long> votes, Span<int> seats, ReadOnlySpan<int> floors, ReadOnlySpan<int> caps, ReadOnlySpan<int> lower, ReadOnlySpan<int> upper,
        SeatScratch scratch, bool largerNameFirst)
    {
        _votes = votes;
        _seats = seats;
        _floors = floors;
        _caps = caps;
        _lower = lower;
        _upper = upper;
        _scratch = scratch;
        _largerNameFirst = largerNameFirst;
        for (var i = 0; i < seats.Length; i++) scratch.Parties[i] = i;
    }

    /// <summary>Adds seats.</summary>
    /// <returns>How many found no member with a claim and room.</returns>
    public int Grow(int count)
    {
        count = Grow(count, _lower);
        count = Grow(count, _upper);
        return count > 0 ? Moves(_floors, _caps).Grow(count, _scratch.Order) : count;
    }

    /// <summary>Takes seats away, as far as floors allow.</summary>
    /// <returns>How many could not be taken.</returns>
    public int Shrink(int count)
    {
        count = Shrink(count, _upper);
        count = Shrink(count, _lower);
        return count > 0 ? Moves(_floors, _caps).Shrink(count) : count;
    }

    /// <summary>Moves seats to claims that are stronger by more than inertia, and nobody out of quota.</summary>
    /// <returns>How many moved.</returns>
    public int Move(int budget, double inertia)
    {
        for (var i = 0; i < _seats.Length; i++)
        {
            _scratch.Least[i] = Math.Max(_floors[i], _lower[i]);
            _scratch.Most[i] = Math.Min(_caps[i], _upper[i]);
        }

        return Moves(_scratch.Least, _scratch.Most).Move(budget, inertia, inertia);
    }

    private int Grow(int count, ReadOnlySpan<int> quota)
    {
        if (count <= 0) return count;
        for (var i = 0; i < _seats.Length; i++) _scratch.Most[i] = Math.Min(_caps[i], quota[i]);
        return Moves(_floors, _scratch.Most).Grow(count, _scratch.Order);
    }

    private int Shrink(int count, ReadOnlySpan<int> quota)
    {
        if (count <= 0) return count;
        for (var i = 0; i < _seats.Length; i++) _scratch.Least[i] = Math.Max(_floors[i], quota[i]);
        return Moves(_scratch.Least, _caps).Shrink(count);
    }

    private SeatMoves Moves(ReadOnlySpan<int> floors, ReadOnlySpan<int> caps) => new(_scratch.Parties, _votes, _seats, floors, caps, _largerNameFirst);
}
