namespace Loadline.Placement.Scheduling;

/// <summary>
/// Webster's division one seat at a time, from what parties hold: seats are added to the strongest claims, taken from the weakest, or moved from
/// the weakest to the strongest. Parties are indices in name order; a party without weight gets nothing and gives first.
/// </summary>
internal readonly ref struct SeatMoves
{
    private readonly ReadOnlySpan<int> _parties;
    private readonly ReadOnlySpan<long> _weights;
    private readonly Span<int> _seats;
    private readonly ReadOnlySpan<int> _floors;
    private readonly ReadOnlySpan<int> _caps;
    private readonly bool _largerNameFirst;

    public SeatMoves(
        ReadOnlySpan<int> parties, ReadOnlySpan<long> weights, Span<int> seats, ReadOnlySpan<int> floors, ReadOnlySpan<int> caps, bool largerNameFirst)
    {
        _parties = parties;
        _weights = weights;
        _seats = seats;
        _floors = floors;
        _caps = caps;
        _largerNameFirst = largerNameFirst;
    }

    /// <summary>Adds seats by weight; <paramref name="scratch"/> holds as many as there are parties.</summary>
    /// <returns>How many found no party with a weight and room.</returns>
    public int Grow(int count, Span<int> scratch)
    {
        scratch = scratch[.._parties.Length];
        _parties.CopyTo(scratch);
        return Webster.AllocateAmong(scratch, _weights, _seats, count, _largerNameFirst, _caps);
    }

    /// <summary>Takes seats away, as far as floors allow.</summary>
    /// <returns>How many could not be taken.</returns>
    public int Shrink(int count)
    {
        for (; count > 0; count--)
        {
            var from = Weakest();
            if (from < 0) return count;
            _seats[from]--;
        }

        return 0;
    }

    /// <summary>
    /// Moves seats while some claim to one more exceeds another's claim to its last one by more than the noise: by <paramref name="begin"/> for
    /// the first, by <paramref name="settle"/> for more to follow.
    /// </summary>
    /// <returns>How many moved.</returns>
    public int Move(int budget, double begin, double settle)
    {
        for (var moved = 0; moved < budget; moved++)
        {
            var (to, from) = (Strongest(), Weakest());
            if (to < 0 || from < 0) return moved;
            var claim = Webster.Quotient(_weights[to], _seats[to]);
            if (!(claim > (moved == 0 ? begin : settle) * Webster.Quotient(_weights[from], _seats[from] - 1))) return moved;
            _seats[to]++;
            _seats[from]--;
        }

        return budget;
    }

    /// <summary>The party with the strongest claim to one more; -1 when all are full.</summary>
    private int Strongest()
    {
        var (best, claim) = (-1, -1.0);
        foreach (var i in _parties)
        {
            if (_seats[i] >= _caps[i] || _weights[i] == 0) continue;
            var own = Webster.Quotient(_weights[i], _seats[i]);
            if (own > claim || (own == claim && IsBefore(i, best, _seats[i] - _seats[best]))) (best, claim) = (i, own);
        }

        return best;
    }

    /// <summary>The party with the weakest claim to its last seat; -1 when all are at their floor.</summary>
    private int Weakest()
    {
        var (worst, claim) = (-1, double.PositiveInfinity);
        foreach (var i in _parties)
        {
            if (_seats[i] <= _floors[i]) continue;
            var own = Webster.Quotient(_weights[i], _seats[i] - 1);
            if (worst < 0 || own < claim || (own == claim && IsBefore(worst, i, _seats[worst] - _seats[i]))) (worst, claim) = (i, own);
        }

        return worst;
    }

    private bool IsBefore(int a, int b, int moreSeats) => moreSeats != 0 ? moreSeats < 0 : _largerNameFirst ? a > b : a < b;
}
