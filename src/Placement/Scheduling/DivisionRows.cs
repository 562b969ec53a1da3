namespace Loadline.Placement.Scheduling;

/// <summary>
/// Division within bounds that starts from what is placed and changes it only when the weights have moved further than their
/// noise.
/// </summary>
internal sealed class DivisionRows(int count)
{
    private readonly int[] _floors = new int[count];
    private readonly int[] _caps = new int[count];

    /// <summary>Members that may get more.</summary>
    public List<int> Members { get; } = [];

    /// <summary>Replicas that the members can hold together.</summary>
    public long Room { get; private set; }

    /// <summary>Replicas that the bounds ask for together.</summary>
    public long Floor { get; private set; }

    public void Open(int member, Workspace work)
    {
        var cap = Math.Min(work.Available(member), work.Bound.MaxReplicas?[member] ?? int.MaxValue);
        _caps[member] = (int)cap;
        _floors[member] = (int)Math.Min(cap, work.Bound.MinReplicas?[member] ?? 0);
        Members.Add(member);
        Room += cap;
        Floor += _floors[member];
    }

    public int[] Divide(Workspace work, int replicas, long held)
    {
        var largerNameFirst = Webster.LargerNameFirst(work.Request.Uid);
        var weighting = work.Request.Placement.Weighting;
        if (held > 0 && !work.Request.Fresh)
        {
            var kept = Adjust(work, replicas, largerNameFirst);
            var noise = weighting.HysteresisPercent / 100;
            if (weighting.Rebalance != Compilation.RebalanceStrategy.Continuous || !WorthMoving(work, kept, (1 + noise) / (1 - noise)))
            {
                work.Note = weighting.Rebalance == Compilation.RebalanceStrategy.Continuous
                    ? $"the split fits the weights within {weighting.HysteresisPercent:0.#} % of noise: nothing moves"
                    : "rebalancing is not continuous: nothing moves";
                return kept;
            }
        }

        var seats = _floors.AsSpan().ToArray();
        Fill(work, seats, replicas - (int)Floor, largerNameFirst);
        return seats;
    }

    /// <summary>What is placed, brought to the number of replicas: growth takes nothing from anyone, shrinking gives nothing to anyone.</summary>
    private int[] Adjust(Workspace work, int replicas, bool largerNameFirst)
    {
        var seats = new int[count];
        long total = 0;
        foreach (var i in Members)
        {
            seats[i] = Math.Clamp(work.Previous[i], _floors[i], _caps[i]);
            total += seats[i];
        }

        if (total < replicas) Fill(work, seats, (int)(replicas - total), largerNameFirst);
        for (; total > replicas; total--)
        {
            var least = -1;
            foreach (var i in Members)
            {
                if (seats[i] > _floors[i] && (least < 0 || HoldsLess(work, seats, i, least, largerNameFirst))) least = i;
            }

            seats[least]--;
        }

        return seats;
    }

    /// <summary>Webster by weight; when every member with a weight is full, the rest goes by room, because placed beats unplaced.</summary>
    private void Fill(Workspace work, int[] seats, int replicas, bool largerNameFirst)
    {
        var rest = Webster.Allocate(work.Weights, seats, replicas, largerNameFirst, _caps);
        if (rest == 0) return;
        var room = new long[count];
        foreach (var i in Members) room[i] = _caps[i] - seats[i];
        Webster.Allocate(room, seats, rest, largerNameFirst, _caps);
    }

    /// <summary>
    /// Whether some member's claim to one more replica exceeds another's claim to its last one by more than weights that are each
    /// off by the noise could explain.
    /// </summary>
    private bool WorthMoving(Workspace work, int[] seats, double ratio)
    {
        double claim = 0, weakest = double.PositiveInfinity;
        foreach (var i in Members)
        {
            if (seats[i] < _caps[i]) claim = Math.Max(claim, Webster.Quotient(work.Weights[i], seats[i]));
            if (seats[i] > _floors[i]) weakest = Math.Min(weakest, Webster.Quotient(work.Weights[i], seats[i] - 1));
        }

        return claim > ratio * weakest;
    }

    private static bool HoldsLess(Workspace work, int[] seats, int a, int b, bool largerNameFirst)
    {
        var (x, y) = (Webster.Quotient(work.Weights[a], seats[a] - 1), Webster.Quotient(work.Weights[b], seats[b] - 1));
        if (x != y) return x < y;
        if (seats[a] != seats[b]) return seats[a] > seats[b];
        return largerNameFirst ? a < b : a > b;
    }
}
