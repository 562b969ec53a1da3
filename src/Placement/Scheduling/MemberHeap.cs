namespace Loadline.Placement.Scheduling;

/// <summary>Members of which the first ones of an order are wanted: O(n) to make, O(log n) for each that is taken.</summary>
internal ref struct MemberHeap<TOrder>
    where TOrder : struct, IComparer<int>
{
    private readonly Span<int> _members;
    private readonly TOrder _order;

    /// <summary>Orders members in place; those that are left stand in front.</summary>
    public MemberHeap(Span<int> members, TOrder order)
    {
        _members = members;
        _order = order;
        Count = members.Length;
        for (var i = (Count >> 1) - 1; i >= 0; i--) Sink(i);
    }

    /// <summary>Members that were not taken.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the first one that is left.</summary>
    public int Take()
    {
        var first = _members[0];
        _members[0] = _members[--Count];
        Sink(0);
        return first;
    }

    private readonly void Sink(int at)
    {
        while (true)
        {
            var first = (at << 1) + 1;
            if (first >= Count) return;
            if (first + 1 < Count && _order.Compare(_members[first + 1], _members[first]) < 0) first++;
            if (_order.Compare(_members[first], _members[at]) >= 0) return;
            (_members[at], _members[first]) = (_members[first], _members[at]);
            at = first;
        }
    }
}
