namespace Loadline.Placement.Scheduling;

/// <summary>Parties by their claim to the next seat, the strongest on top.</summary>
internal ref struct WebsterHeap
{
    private readonly Span<int> _parties;
    private readonly Span<double> _quotients;
    private readonly Span<int> _seats;
    private readonly bool _largerNameFirst;

    public WebsterHeap(Span<int> parties, Span<double> quotients, Span<int> seats, bool largerNameFirst)
    {
        _parties = parties;
        _quotients = quotients;
        _seats = seats;
        _largerNameFirst = largerNameFirst;
        Size = parties.Length;
        for (var i = (Size >> 1) - 1; i >= 0; i--) Sink(i);
    }

    public int Size { get; private set; }

    public readonly int Top => _parties[0];

    public void ReplaceTop(double quotient)
    {
        _quotients[0] = quotient;
        Sink(0);
    }

    public void RemoveTop()
    {
        Size--;
        _parties[0] = _parties[Size];
        _quotients[0] = _quotients[Size];
        Sink(0);
    }

    private readonly void Sink(int at)
    {
        while (true)
        {
            var best = (at << 1) + 1;
            if (best >= Size) return;
            if (best + 1 < Size && Before(best + 1, best)) best++;
            if (!Before(best, at)) return;
            (_parties[at], _parties[best]) = (_parties[best], _parties[at]);
            (_quotients[at], _quotients[best]) = (_quotients[best], _quotients[at]);
            at = best;
        }
    }

    private readonly bool Before(int a, int b)
    {
        if (_quotients[a] != _quotients[b]) return _quotients[a] > _quotients[b];
        var (x, y) = (_parties[a], _parties[b]);
        if (_seats[x] != _seats[y]) return _seats[x] < _seats[y];
        return _largerNameFirst ? x > y : x < y;
    }
}
