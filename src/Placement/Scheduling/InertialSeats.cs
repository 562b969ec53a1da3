using System.Buffers;
using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Webster's division that starts from what is placed. A growing workload takes nothing from anyone, a shrinking one gives nothing to
/// anyone; beyond that replicas move one by one from the weakest claim to the strongest, while the difference exceeds the noise and the
/// budget lasts, and only when all moves together are worth it.
/// </summary>
internal readonly ref struct InertialSeats(Workspace work, Span<int> members)
{
    private readonly Workspace _work = work;
    private readonly Span<int> _members = members;
    private readonly bool _largerNameFirst = Webster.LargerNameFirst(work.Request.Uid);

    /// <summary>Writes the seats of the members into <see cref="Workspace.Assigned"/>.</summary>
    public void Divide(int replicas, long held)
    {
        var seats = _work.Assigned;
        if (held == 0 || _work.Request.Fresh)
        {
            var left = replicas;
            foreach (var i in _members)
            {
                seats[i] = _work.Floors[i];
                left -= seats[i];
            }

            Fill(left);
            return;
        }

        Scale(replicas);
        Rebalance(replicas);
    }

    /// <summary>What is placed, brought within bounds and to the number of replicas.</summary>
    private void Scale(int replicas)
    {
        var seats = _work.Assigned;
        long total = 0;
        foreach (var i in _members)
        {
            seats[i] = Math.Clamp(_work.Previous[i], _work.Floors[i], _work.Caps[i]);
            total += seats[i];
        }

        if (total < replicas) Fill((int)(replicas - total));
        else Moves().Shrink((int)(total - replicas));
    }

    private void Rebalance(int replicas)
    {
        var weighting = _work.Request.Placement.Weighting;
        if (weighting.Rebalance == RebalanceStrategy.Never || (weighting.Rebalance == RebalanceStrategy.OnChange && !_work.Request.DemandChanged))
        {
            _work.Note = "rebalancing is not continuous: nothing moves";
            return;
        }

        var kept = _work.Order[.._members.Length];
        for (var m = 0; m < kept.Length; m++) kept[m] = _work.Assigned[_members[m]];
        var before = Imbalance(replicas);
        var budget = weighting.Budget(_work.Request.Replicas);
        var moved = Moves().Move(budget, weighting.ClaimRatio, weighting.SettleRatio);
        if (moved == 0)
        {
            _work.Note = FormattableString.Invariant($"the split fits the weights within {weighting.HysteresisPercent:0.#} % of noise: nothing moves");
            return;
        }

        var gain = double.IsInfinity(before) ? 100 : 100 * (1 - Imbalance(replicas) / before);
        if (gain >= weighting.BenefitPercent)
        {
            if (moved == budget) _work.Note = $"moves {moved} replicas, all that rebalance.moveBudget allows at once";
            return;
        }

        for (var m = 0; m < kept.Length; m++) _work.Assigned[_members[m]] = kept[m];
        _work.Note = FormattableString.Invariant($"gain {gain:0.#} % < {weighting.BenefitPercent:0.#} % for {moved} moves: nothing moves");
    }

    /// <summary>
    /// The load per weight that a request meets on average when requests follow replicas: Σ r² / (R·q), 1 when every member has exactly its
    /// share q. Every move that the claims allow lowers it.
    /// </summary>
    private double Imbalance(int replicas)
    {
        double weights = 0, sum = 0;
        foreach (var i in _members) weights += _work.Weights[i];
        foreach (var i in _members)
        {
            if (_work.Assigned[i] > 0) sum += (double)_work.Assigned[i] * _work.Assigned[i] / _work.Weights[i];
        }

        return sum * weights / ((double)replicas * replicas);
    }

    /// <summary>Webster by weight; when every member with a weight is full, the rest goes by room, because placed beats unplaced.</summary>
    private void Fill(int replicas)
    {
        var rest = Moves().Grow(replicas, _work.Order);
        if (rest == 0) return;
        var rooms = ArrayPool<long>.Shared.Rent(_work.Count);
        foreach (var i in _members) rooms[i] = _work.Caps[i] - _work.Assigned[i];
        var parties = _work.Order[.._members.Length];
        _members.CopyTo(parties);
        Webster.AllocateAmong(parties, rooms, _work.Assigned, rest, _largerNameFirst, _work.Caps);
        ArrayPool<long>.Shared.Return(rooms);
    }

    private SeatMoves Moves() => new(_members, _work.Weights, _work.Assigned, _work.Floors, _work.Caps, _largerNameFirst);
}
