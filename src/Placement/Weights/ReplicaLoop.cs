using Loadline.Placement.Scheduling;

namespace Loadline.Placement.Weights;

/// <summary>
/// The slow loop: how many replicas every member holds. Scaling is done at once; everything else only when it is safe, when the last change is
/// done, and when it is worth its moves.
/// </summary>
internal readonly struct ReplicaLoop(Inputs inputs, NodeModel nodes, EndpointModel model)
{
    /// <summary>Utilisation of the rest up to which the loss of a member can wait.</summary>
    private const double GraceUtilization = 0.82;

    /// <summary>Node use above which a member is hot, whatever its replicas say.</summary>
    private const double HotNodeUse = 0.93;

    private const int HotSamples = 2;

    /// <summary>Samples after which draining once was not enough and the target is no longer believed.</summary>
    private const int StillHotSamples = 6;

    private const double StillHotKeeps = 0.6;
    private const double DrainIntervalSeconds = 8;
    private const double UrgentIntervalSeconds = 20;

    /// <summary>Replicas that are too few to be worth keeping where it is hot, and that may start anywhere at once.</summary>
    private const int Few = 3;

    private readonly Inputs _inputs = inputs;
    private readonly NodeModel _nodes = nodes;
    private readonly EndpointModel _model = model;
    private readonly ReplicaBounds _bounds = new(inputs);

    private WeightMemory Memory => _inputs.Memory;

    private WeightWorkspace Work => _inputs.Work;

    private WeightDecision Decision => _inputs.Work.Decision;

    private WeightSpec Spec => _inputs.Spec;

    private bool Direct => Spec.Strategy == WeightStrategy.Endpoints;

    /// <summary>Decides the replicas of every member.</summary>
    public void Run()
    {
        var replicas = _inputs.Replicas;
        var manual = TakeBaseline();
        var situation = Assess();
        var reserve = _bounds.Write(situation.Degraded, situation.Usable);
        Work.Reserve = reserve;
        Decision.ThetaMs = Optimum(reserve);
        Apportionment.Votes(Work.Staffing, Work.Caps, Work.Votes);
        Propose(replicas);

        long held = 0;
        foreach (var own in Work.Baseline) held += own;
        var kept = TakeSeats();
        Decision.CurrentMs = _model.Cost(Work.Baseline, Memory.Busy);
        if (held != replicas || !_bounds.AreKept())
        {
            Scale(replicas, fresh: held == 0, manual);
            return;
        }

        var reason = Move(situation, reserve, replicas, (int)(replicas - kept));
        Decision.Reason = manual && reason == WeightReason.None ? WeightReason.Manual : reason;
    }

    /// <summary>The division to start from: the decided one while it is being applied, what is there when somebody else changed it.</summary>
    private bool TakeBaseline()
    {
        var manual = false;
        var first = false;
        for (var i = 0; i < _inputs.Count; i++)
        {
            var (member, assigned) = (Memory.Members[i], _inputs.Assigned(i));
            first |= member.Desired < 0;
            manual |= assigned < Math.Min(member.Desired, member.AssignedThen) || assigned > Math.Max(member.Desired, member.AssignedThen);
        }

        for (var i = 0; i < _inputs.Count; i++)
        {
            var member = Memory.Members[i];
            if (first || manual) member.Desired = member.AssignedThen = _inputs.Assigned(i);
            Work.Baseline[i] = member.Desired;
        }

        // Nothing moves on the first samples of a loop that has just begun.
        if (first) Memory.MovedAt = _inputs.Now;
        return manual && !first;
    }

    /// <summary>Starts a division from what is held; a lost member's replicas are to be placed anew.</summary>
    /// <returns>How many are placed.</returns>
    private long TakeSeats()
    {
        long kept = 0;
        for (var i = 0; i < _inputs.Count; i++) kept += Work.Seats[i] = Work.Usable[i] || !Spec.ReplaceLost ? Work.Baseline[i] : 0;
        return kept;
    }

    private readonly record struct Situation(bool Degraded, bool Waiting, int Usable, bool Frozen);

    /// <summary>Which members count, and how sure that is.</summary>
    private Situation Assess()
    {
        var (now, members) = (_inputs.Now, Memory.Members);
        var (degraded, waiting, allHealthy) = (false, true, true);
        long surviving = 0;
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Healthy) surviving += Work.Baseline[i];
            degraded |= !members[i].Healthy || now.Since(members[i].DownSince) < Spec.RaiseBlock.TotalSeconds;
        }

        var grace = Memory.Busy / Math.Max(1, surviving) <= GraceUtilization;
        var (usable, fresh) = (0, 0);
        for (var i = 0; i < members.Length; i++)
        {
            var member = members[i];
            var flapping = now.Since(member.EarlierDown) < Spec.EvacuationWindow.TotalSeconds && now.Since(member.DownSince) < Spec.RaiseBlock.TotalSeconds;
            Work.Damped[i] = flapping;
            Work.Usable[i] = !flapping && (member.Healthy || (grace && now.Since(member.DownSince) < Spec.FailoverGrace.TotalSeconds));
            allHealthy &= member.Healthy;
            waiting &= Work.Usable[i];
            usable += Work.Usable[i] ? 1 : 0;
            fresh += Work.Fresh[i] && member.Healthy ? 1 : 0;
        }

        return new(degraded, waiting && !allHealthy, usable, fresh < Spec.PanicFresh * members.Length);
    }

    /// <summary>Finds the best shares within the bounds.</summary>
    private double Optimum(int reserve)
    {
        if (!Direct) return new Staffing(_inputs).Shares();
        for (var i = 0; i < _inputs.Count; i++) Work.StepCaps[i] = Math.Max(Work.Floors[i], Math.Min(Work.Caps[i], reserve));
        var theta = _model.Optimum(Memory.Busy, Work.Floors, Work.StepCaps);
        Work.Shares.CopyTo(Work.Staffing, 0);
        return theta;
    }

    /// <summary>What the optimum would be in whole replicas, for explanations.</summary>
    private void Propose(int replicas)
    {
        var seats = Work.Seats;
        var left = replicas;
        for (var i = 0; i < seats.Length; i++) left -= seats[i] = Work.Floors[i];
        Division(replicas, Work.Caps).Grow(left);
        for (var i = 0; i < seats.Length; i++) Decision.Members[i].Proposed = seats[i];
        Decision.ProposedMs = _model.Cost(seats, Memory.Busy);
    }

    /// <summary>Another number of replicas, or other bounds: adds to some or takes from some, and moves nothing else.</summary>
    private void Scale(int replicas, bool fresh, bool manual)
    {
        var seats = Work.Seats;
        long held = 0;
        for (var i = 0; i < seats.Length; i++)
        {
            // A lost member's replicas stay in the books until they are replaced.
            var most = Work.Usable[i] ? Work.Caps[i] : Work.Baseline[i];
            Work.StepCaps[i] = most;
            seats[i] = Math.Clamp(fresh ? 0 : Work.Baseline[i], Work.Floors[i], Math.Max(Work.Floors[i], most));
            held += seats[i];
        }

        var left = held < replicas ? Division(replicas, Work.StepCaps).Grow((int)(replicas - held)) : 0;
        if (held > replicas) Shrink(replicas, (int)(held - replicas));
        Decision.Unplaced = left;
        Commit(seats, fresh || manual ? WeightReason.Manual : WeightReason.DemandShift, MovedSince(seats));
        if (left > 0) Decision.Reason = WeightReason.CapBound;
        else if (fresh) Decision.Reason = WeightReason.None;
    }

    /// <summary>Moves replicas if something calls for it and nothing against it.</summary>
    private WeightReason Move(Situation situation, int reserve, int replicas, int lost)
    {
        if (situation.Frozen) return Hold(WeightReason.Panic);
        if (situation.Waiting) return Hold(WeightReason.Down);
        var active = Active();
        var hot = Direct && Spec.Rebalance ? Hottest() : -1;
        var sinceMove = _inputs.Now.Since(Memory.MovedAt);
        if (hot < 0 && InFlight()) return Hold(WeightReason.OneInFlight);
        if (hot >= 0 && sinceMove >= DrainIntervalSeconds && Drain(hot, active, replicas)) return Decision.Reason;
        var alive = replicas - lost;
        var urgent = lost > 0 && Memory.Busy / Math.Max(1, alive) > Spec.ReplicaSoftCap;
        if (lost <= 0 && (situation.Degraded || !Spec.Rebalance)) return Hold(situation.Degraded ? WeightReason.CoolDown : WeightReason.None);
        var interval = urgent ? UrgentIntervalSeconds : Spec.MinInterval.TotalSeconds;
        if (sinceMove < interval)
        {
            Decision.HeldUntil = Memory.MovedAt + TimeSpan.FromSeconds(interval);
            return Hold(WeightReason.CoolDown);
        }

        return Rebalance(reserve, replicas, lost, urgent);
    }

    private WeightReason Rebalance(int reserve, int replicas, int lost, bool urgent)
    {
        var seats = Work.Seats;
        StepLimits(replicas, urgent ? 2 * Spec.Surge : Spec.Surge, wantsAll: urgent);
        if (lost > 0) KeepLost(Division(replicas, Work.StepCaps).Grow(lost));
        var moves = Division(replicas, Work.StepCaps).Move(Spec.MoveBudget, 1 + Spec.Inertia) + lost;
        moves = lost > 0 ? MovedSince(seats) : moves;
        Decision.ProposedMoves = moves;
        if (moves == 0) return Hold(WeightReason.None);
        if (lost <= 0 && Direct && !_bounds.IsShortOf(reserve))
        {
            Decision.ProposedMs = _model.Cost(seats, Memory.Busy);
            Decision.Gain = 1 - Decision.ProposedMs / Decision.CurrentMs;
            Decision.RequiredGain = Math.Max(Spec.Benefit, Spec.BenefitPerMove * moves);
            if (!(Decision.Gain >= Decision.RequiredGain)) return Hold(WeightReason.BelowBenefit);
        }

        return Commit(seats, Causes.OfFleet(_inputs), moves);
    }

    /// <summary>
    /// Takes from a saturated member first and adds elsewhere after, as far as the others can carry it now: waiting for new replicas would
    /// keep requests where they are slowest.
    /// </summary>
    private bool Drain(int hot, int active, int replicas)
    {
        var (seats, shares) = (Work.Seats, Work.Shares);
        var want = Math.Min((int)(shares[hot] * replicas), Memory.Members[hot].Hot > StillHotSamples ? (int)(StillHotKeeps * seats[hot]) : replicas);
        want = Math.Max(want < Few ? 0 : want, Work.Floors[hot]);
        var room = (int)(active - Memory.Busy / Spec.ReplicaSoftCap);
        var drained = Math.Max(0, Math.Min(seats[hot] - want, room));
        if (drained == 0) return false;
        seats[hot] -= drained;
        StepLimits(replicas, Spec.Surge, wantsAll: false);
        Work.StepCaps[hot] = Work.Caps[hot] = seats[hot];
        long held = 0;
        foreach (var own in seats) held += own;
        var rest = Division(replicas, Work.StepCaps).Grow((int)(replicas - held));
        if (rest > 0)
        {
            // As many cold replicas again are better than hot ones, but not any number: what does not fit then stays.
            StepLimits(replicas, Spec.Surge, wantsAll: true);
            Work.StepCaps[hot] = seats[hot];
            rest = Division(replicas, Work.StepCaps).Grow(rest);
            seats[hot] += rest;
            if (seats[hot] >= Work.Baseline[hot])
            {
                TakeSeats();
                return false;
            }
        }

        Decision.Members[hot].DrainFirst = true;
        Commit(seats, WeightReason.CapacityDrop, Work.Baseline[hot] - seats[hot]);
        return true;
    }

    /// <summary>Most replicas of every member in this step, so that cold replicas stay few and nobody goes back and forth.</summary>
    private void StepLimits(int replicas, double surge, bool wantsAll)
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            var own = Work.Seats[i];
            var most = Work.Usable[i] ? Math.Min(Work.Caps[i], own + Math.Max(Few, (int)Math.Min(1e6, surge * own))) : own;
            var blocked = _inputs.Now.Since(Memory.Members[i].LoweredAt) < Spec.RaiseBlock.TotalSeconds;
            if ((!wantsAll && Work.Shares[i] * replicas < 1) || blocked || !Work.Fresh[i]) most = own;
            Work.StepCaps[i] = Math.Max(own, most);
        }
    }

    /// <summary>Replicas of lost members for which there is no room in this step stay in the books where they are.</summary>
    private void KeepLost(int rest)
    {
        for (var i = 0; rest > 0 && i < _inputs.Count; i++)
        {
            if (Work.Usable[i]) continue;
            var own = Math.Min(rest, Work.Baseline[i]);
            Work.Seats[i] += own;
            Work.StepCaps[i] = Work.Floors[i] = Work.Seats[i];
            rest -= own;
        }
    }

    private void Shrink(int replicas, int count)
    {
        var rest = Division(replicas, Work.StepCaps).Shrink(count);
        for (var i = 0; rest > 0 && i < _inputs.Count; i++)
        {
            var own = Math.Min(rest, Work.Seats[i]);
            Work.Seats[i] -= own;
            rest -= own;
        }
    }

    /// <summary>A division of so many replicas, less those that lost members keep, within quota.</summary>
    private QuotaSeats Division(int replicas, ReadOnlySpan<int> caps)
    {
        long left = replicas;
        for (var i = 0; i < _inputs.Count; i++) left -= Work.Usable[i] ? 0 : Work.Seats[i] - Work.Floors[i];
        Apportionment.Quotas(Work.Votes, Work.Floors, Work.Caps, left, Work.Seating.Quota, Work.Lower, Work.Upper);
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (!Work.Usable[i]) (Work.Lower[i], Work.Upper[i]) = (0, 0);
        }

        return new(Work.Votes, Work.Seats, Work.Floors, caps, Work.Lower, Work.Upper, Work.Seating, Webster.LargerNameFirst(Spec.Uid));
    }

    /// <summary>Ready replicas of members that count; also counts how long members have been saturated.</summary>
    private int Active()
    {
        long active = 0;
        for (var i = 0; i < _inputs.Count; i++) active += Work.Usable[i] ? _inputs.Ready(i) : 0;
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (!Work.NewLoad[i]) continue;
            var member = Memory.Members[i];
            var ready = _inputs.Ready(i);
            var saturated = member.Utilization >= CapacityEstimator.Saturated || _nodes.NodeUse(i, ready * Memory.Busy / Math.Max(1, active)) > HotNodeUse;
            member.Hot = saturated && Work.Usable[i] && !_nodes.Warming(i) && ready >= Few ? member.Hot + 1 : 0;
        }

        return (int)active;
    }

    private int Hottest()
    {
        var hottest = -1;
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (Memory.Members[i].Hot >= HotSamples && (hottest < 0 || Work.Baseline[i] > Work.Baseline[hottest])) hottest = i;
        }

        return hottest;
    }

    /// <summary>Whether replicas that were decided still have to become ready.</summary>
    private bool InFlight()
    {
        if (_inputs.Now.Since(Memory.ChangeSince) >= Spec.ChangeTimeout.TotalSeconds) return false;
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (Memory.Members[i].Healthy && Work.Baseline[i] > _inputs.Ready(i)) return true;
        }

        return false;
    }

    private int MovedSince(ReadOnlySpan<int> seats)
    {
        var moved = 0;
        for (var i = 0; i < seats.Length; i++) moved += Math.Max(0, seats[i] - Work.Baseline[i]);
        return moved;
    }

    private WeightReason Hold(WeightReason reason)
    {
        Work.Baseline.CopyTo(Work.Seats, 0);
        Decision.Reason = reason;
        return reason;
    }

    private WeightReason Commit(ReadOnlySpan<int> seats, WeightReason reason, int moves)
    {
        for (var i = 0; i < seats.Length; i++)
        {
            var member = Memory.Members[i];
            if (seats[i] < Work.Baseline[i]) member.LoweredAt = _inputs.Now;
            (member.Desired, member.AssignedThen) = (seats[i], _inputs.Assigned(i));
        }

        Memory.MovedAt = Memory.ChangeSince = _inputs.Now;
        // What members are told of causes comes after this, where replicas are all that is decided.
        if (!Direct) Causes.Anchor(_inputs);
        Decision.Moves = moves;
        Decision.ReplicasChanged = true;
        Decision.Reason = reason;
        return reason;
    }
}
