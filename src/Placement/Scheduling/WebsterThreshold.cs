using System.Buffers;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Finds almost all seats of a division at once: every seat whose claim reaches a threshold is given in any order with the same
/// result as seat by seat, so the threshold is searched at which nearly <c>count</c> seats reach it. What is left, a few seats among
/// the few parties whose claims lie between the last two thresholds, is for <see cref="WebsterHeap"/>.
/// </summary>
internal ref struct WebsterThreshold
{
    /// <summary>Seats, or parties, so few that the heap is cheaper than another pass.</summary>
    private const int FewEnough = 12;

    private const int MaxPasses = 32;
    private const int PassesInVain = 3;
    private const int MinToSample = 256;
    private const int SampleSize = 64;

    /// <summary>So near to a whole seat rounding may have crossed it: the claim is computed exactly as the heap does.</summary>
    private const double Doubt = 1e-9;

    private readonly ReadOnlySpan<long> _votes;
    private readonly ReadOnlySpan<int> _caps;
    private readonly Span<int> _seats;
    private readonly int _count;
    private Span<int> _parties;
    private Span<int> _atLow;
    private Span<int> _atHigh;
    private Span<int> _tried;
    private long _settled;

    private WebsterThreshold(Span<int> parties, ReadOnlySpan<long> votes, Span<int> seats, int count, ReadOnlySpan<int> caps, Span<int> rows)
    {
        _parties = parties;
        _votes = votes;
        _seats = seats;
        _count = count;
        _caps = caps;
        _atLow = rows[..parties.Length];
        _atHigh = rows[parties.Length..(2 * parties.Length)];
        _tried = rows[(2 * parties.Length)..(3 * parties.Length)];
    }

    /// <summary>Gives the seats that need no comparison.</summary>
    /// <returns>How many seats are left for the parties that compete for them, now in <paramref name="parties"/>.</returns>
    public static int Skip(ref Span<int> parties, ReadOnlySpan<long> votes, Span<int> seats, int count, ReadOnlySpan<int> caps)
    {
        var rented = ArrayPool<int>.Shared.Rent(3 * parties.Length);
        var search = new WebsterThreshold(parties, votes, seats, count, caps, rented);
        var rest = search.Run();
        ArrayPool<int>.Shared.Return(rented);
        parties = search._parties;
        return rest;
    }

    private int Run()
    {
        var low = DropHopeless();
        double sum = 0, high = 0;
        long held = 0;
        for (var i = 0; i < _parties.Length; i++)
        {
            var party = _parties[i];
            sum += _votes[party];
            high = Math.Max(high, _votes[party]);
            held += _seats[party];
            _atHigh[i] = _seats[party];
        }

        // Rounding a quotient to seats loses less than a seat for each party, so at this threshold at least count seats are reached
        // unless caps are in the way.
        if (low == 0) low = sum / (2.0 * (_count + held) + _parties.Length) * (1 - Doubt);
        var reachedLow = Reach(low);
        for (var i = 0; reachedLow < _count; i++, reachedLow = Reach(low /= 2))
        {
            if (i == MaxPasses) return _count;
        }

        Swap(ref _atLow, ref _tried);
        high = Math.BitIncrement(high);
        long reachedHigh = 0;
        Settle();
        var failures = 0;
        for (var pass = 0; pass < MaxPasses && _count - reachedHigh > FewEnough && _parties.Length > FewEnough; pass++)
        {
            // Seats grow about as 1/threshold; every third pass halves the bracket so that a crooked distribution cannot stall it.
            var part = (_count - reachedHigh - 0.5) / (reachedLow - reachedHigh);
            var threshold = pass % 3 == 2 ? Math.Sqrt(low * high) : 1 / ((1 - part) / high + part / low);
            if (!(threshold > low && threshold < high)) break;
            var reached = Reach(threshold);
            var inVain = reached == reachedLow || reached == reachedHigh;
            if (reached > _count)
            {
                (low, reachedLow) = (threshold, reached);
                Swap(ref _atLow, ref _tried);
            }
            else
            {
                (high, reachedHigh) = (threshold, reached);
                Swap(ref _atHigh, ref _tried);
            }

            // Equal claims cannot be told apart by any threshold.
            failures = inVain ? failures + 1 : 0;
            if (failures == PassesInVain) break;

            Settle();
        }

        for (var i = 0; i < _parties.Length; i++) _seats[_parties[i]] = _atHigh[i];
        return (int)(_count - reachedHigh);
    }

    /// <summary>
    /// With many more parties than seats most parties get none. A sample tells about where the line is, and one look at each party
    /// whether enough of them are above it.
    /// </summary>
    /// <returns>The line; 0 when it was not found or cannot be.</returns>
    private double DropHopeless()
    {
        if (!_caps.IsEmpty || _parties.Length < MinToSample || _count > _parties.Length / 2) return 0;
        Span<long> sample = stackalloc long[SampleSize];
        for (var i = 0; i < sample.Length; i++) sample[i] = _votes[_parties[(int)((long)i * _parties.Length / SampleSize)]];
        sample.Sort();
        // Half as many again as needed and some, because a sample errs.
        var line = sample[Math.Max(0, SampleSize - 4 - (int)(SampleSize * 3L * _count / (2L * _parties.Length)))];
        var above = 0;
        foreach (var party in _parties)
        {
            // A party that holds seats already claims less than its votes say.
            if (_seats[party] != 0) return 0;
            _tried[above] = party;
            above += _votes[party] >= line ? 1 : 0;
        }

        // Each of them claims its first seat at the line or above it.
        if (above < _count || line <= 0) return 0;
        _tried[..above].CopyTo(_parties);
        _parties = _parties[..above];
        return line;
    }

    /// <summary>Seats beyond those held whose claim reaches the threshold; by party in <c>_tried</c>.</summary>
    private readonly long Reach(double threshold)
    {
        var reached = _settled;
        var scale = 0.5 / threshold;
        for (var i = 0; i < _parties.Length; i++)
        {
            var party = _parties[i];
            var exact = Math.Min(_votes[party] * scale + 0.5, int.MaxValue / 2);
            var seats = (int)exact;
            var over = exact - seats;
            var doubt = Doubt * (1 + exact);
            if (over < doubt && seats > 0 && Webster.Quotient(_votes[party], seats - 1) < threshold) seats--;
            else if (over > 1 - doubt && Webster.Quotient(_votes[party], seats) >= threshold) seats++;
            var held = _seats[party];
            if (!_caps.IsEmpty) seats = Math.Min(seats, _caps[party]);
            seats = Math.Max(seats, held);
            _tried[i] = seats;
            reached += seats - held;
        }

        return reached;
    }

    /// <summary>Takes out the parties that no threshold in the bracket treats differently.</summary>
    private void Settle()
    {
        var open = 0;
        for (var i = 0; i < _parties.Length; i++)
        {
            // Without a branch: which parties settle is as good as random.
            var (party, low, high) = (_parties[i], _atLow[i], _atHigh[i]);
            var held = _seats[party];
            var now = low == high ? high : held;
            _settled += now - held;
            _seats[party] = now;
            _parties[open] = party;
            _atLow[open] = low;
            _atHigh[open] = high;
            open += low == high ? 0 : 1;
        }

        _parties = _parties[..open];
    }

    private static void Swap(ref Span<int> a, ref Span<int> b)
    {
        var c = a;
        a = b;
        b = c;
    }
}
