namespace Loadline.Placement.Weights;

/// <summary>Fills a decision in around what the loops decided: what is asked of every member, what it costs, what bounds it and why.</summary>
internal readonly struct Report(Inputs inputs)
{
    private readonly Inputs _inputs = inputs;

    private WeightDecision Decision => _inputs.Work.Decision;

    /// <summary>Clears what the last decision left.</summary>
    public void Begin()
    {
        var decision = Decision;
        decision.Id = ++_inputs.Memory.Decisions;
        decision.Time = _inputs.Now;
        (decision.Mode, decision.Reason, decision.TrafficReason) = (WeightMode.Normal, WeightReason.None, WeightReason.None);
        (decision.CurrentMs, decision.ProposedMs, decision.AppliedMs, decision.ThetaMs) = (0, 0, 0, 0);
        (decision.Gain, decision.RequiredGain) = (0, 0);
        (decision.ProposedMoves, decision.Moves, decision.Unplaced) = (0, 0, 0);
        (decision.ReplicasChanged, decision.TrafficChanged, decision.SurvivesLoss) = (false, false, false);
        decision.HeldUntil = TimeSpan.MinValue;
        decision.Members.AsSpan().Clear();
        decision.OriginWeights.AsSpan().Clear();
    }

    /// <summary>Replicas are not this loop's to change.</summary>
    public void KeepReplicas()
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            _inputs.Work.Seats[i] = _inputs.Work.Baseline[i] = _inputs.Assigned(i);
            _inputs.Work.Caps[i] = _inputs.Most(i);
            _inputs.Work.Floors[i] = _inputs.Least(i);
        }
    }

    /// <summary>Writes the members' rows and what follows from them.</summary>
    public void End(NodeModel nodes, EndpointModel endpoints)
    {
        var (work, decision) = (_inputs.Work, Decision);
        var direct = _inputs.Spec.Strategy == WeightStrategy.Endpoints;
        if (direct)
        {
            decision.AppliedMs = endpoints.Cost(work.Seats, _inputs.Memory.Busy);
            FlatTraffic();
        }

        for (var j = 0; j < _inputs.Origins && !direct; j++)
            Apportionment.Traffic(_inputs.Memory.Shares.AsSpan(j * _inputs.Count, _inputs.Count), decision.OriginWeights.AsSpan(j * _inputs.Count, _inputs.Count));
        Members(nodes, endpoints, direct);
        Mode();
        decision.SurvivesLoss = Survives();
        Finite(decision);
    }

    /// <summary>Traffic that follows replicas: every origin's is divided as they are.</summary>
    private void FlatTraffic()
    {
        var work = _inputs.Work;
        for (var i = 0; i < _inputs.Count; i++) work.Scratch[i] = work.Seats[i];
        for (var j = 0; j < _inputs.Origins; j++) Apportionment.Traffic(work.Scratch, Decision.OriginWeights.AsSpan(j * _inputs.Count, _inputs.Count));
    }

    private void Members(NodeModel nodes, EndpointModel endpoints, bool direct)
    {
        var (memory, work) = (_inputs.Memory, _inputs.Work);
        double demand = 0, seats = 0;
        foreach (var own in work.Demand) demand += own;
        foreach (var own in work.Seats) seats += own;
        for (var i = 0; i < _inputs.Count; i++)
        {
            ref var row = ref Decision.Members[i];
            double load = 0;
            for (var j = 0; j < _inputs.Origins; j++) load += Decision.OriginWeights[j * _inputs.Count + i] * (demand > 0 ? work.Demand[j] / demand : 1.0 / _inputs.Origins);
            work.Load[i] = load * demand / Apportionment.Parts;
            work.Scratch[i] = load;
            row.Desired = work.Seats[i];
            row.Current = _inputs.Assigned(i);
            row.RttMs = work.Distance[i];
            row.OtherCores = memory.Members[i].OtherCores;
            row.Age = TimeSpan.FromSeconds(Math.Min(work.Age[i], 1e9));
            var share = seats > 0 ? work.Seats[i] / seats : 0;
            var speed = nodes.Speed(i, share * memory.Busy);
            row.Capacity = direct ? work.Seats[i] * _inputs.ReplicaRate * speed : work.Capacity[i] > 0 ? work.Tables[i].CapacityAt(work.Load[i]) : 0;
            row.Utilization = row.Capacity > 0 ? work.Load[i] / row.Capacity : 0;
            row.MarginalMs = direct ? endpoints.Marginal(i, share, memory.Busy, Math.Max(1, seats)) : work.Capacity[i] > 0 ? work.Distance[i] + work.Tables[i].At(work.Load[i]) : 0;
            row.GapMs = row.MarginalMs - Decision.ThetaMs;
            Explain(i, ref row);
        }

        Apportionment.Traffic(work.Scratch, work.Parties);
        for (var i = 0; i < _inputs.Count; i++) Decision.Members[i].TrafficWeight = work.Parties[i];
    }

    /// <summary>Names the bound and the reason of one member.</summary>
    private void Explain(int i, ref MemberWeight row)
    {
        var member = _inputs.Memory.Members[i];
        (row.Limit, row.LimitAt) = LimitOf(i, row);
        var reason = ReasonOf(i, member, row);
        if (reason != member.Reason || member.ReasonSince == Moment.Never) (member.Reason, member.ReasonSince) = (reason, _inputs.Now);
        (row.Reason, row.Since) = (reason, member.ReasonSince);
    }

    private (WeightLimit, int) LimitOf(int i, in MemberWeight row)
    {
        var sample = _inputs.Snapshot.Members[i];
        if (row.Desired > 0 && row.Desired <= _inputs.Least(i)) return (WeightLimit.Min, _inputs.Least(i));
        if (row.Desired >= _inputs.Most(i)) return (sample.MaxReplicas < sample.Cap ? WeightLimit.Max : WeightLimit.Cap, _inputs.Most(i));
        if (_inputs.Spec.Strategy == WeightStrategy.Endpoints && row.Desired >= _inputs.Work.Reserve) return (WeightLimit.NMinusOne, _inputs.Work.Reserve);
        return (WeightLimit.None, 0);
    }

    private WeightReason ReasonOf(int i, MemberMemory member, in MemberWeight row)
    {
        var (now, spec) = (_inputs.Now, _inputs.Spec);
        if (!member.Healthy) return WeightReason.Down;
        if (!_inputs.Work.Usable[i] || _inputs.Work.Damped[i]) return WeightReason.FlapDamped;
        if (!_inputs.Work.Fresh[i]) return WeightReason.MetricsStale;
        if (now.Since(member.UpSince) < spec.SlowStart.TotalSeconds) return WeightReason.SlowStart;
        if (row.Desired < row.Current)
        {
            var cause = Causes.OfMember(_inputs, i);
            return cause == WeightReason.None ? WeightReason.DemandShift : cause;
        }

        if (row.Desired > row.Current) return row.Desired < row.Proposed ? WeightReason.SurgeLimited : WeightReason.Receiver;
        if (member.Refused) return WeightReason.Outlier;
        if (now.Since(member.WarmingSince) < spec.WarmUp.TotalSeconds) return WeightReason.Warming;
        if (now.Since(member.UpSince) < spec.RaiseBlock.TotalSeconds) return WeightReason.Recovered;
        if (row.Limit == WeightLimit.Cap) return WeightReason.CapBound;
        if (row.Limit == WeightLimit.Max) return WeightReason.MaxBound;
        if (row.Limit == WeightLimit.Min && row.Proposed <= row.Desired) return WeightReason.MinBound;
        if (row.Limit == WeightLimit.NMinusOne) return WeightReason.NMinus1Bound;
        if (row.Desired == 0 && row.GapMs > 0 || row.TrafficWeight == 0 && row.GapMs > 0 && _inputs.Spec.Strategy != WeightStrategy.Endpoints) return WeightReason.TooFar;
        return WeightReason.None;
    }

    private void Mode()
    {
        var (memory, work, decision) = (_inputs.Memory, _inputs.Work, Decision);
        var (fresh, degraded) = (0, false);
        double capacity = 0;
        for (var i = 0; i < _inputs.Count; i++)
        {
            var member = memory.Members[i];
            fresh += work.Fresh[i] || !member.Healthy ? 1 : 0;
            degraded |= !member.Healthy || !work.Fresh[i];
            capacity += member.Healthy ? decision.Members[i].Capacity : 0;
        }

        double demand = 0;
        foreach (var own in work.Demand) demand += own;
        if (fresh < _inputs.Spec.PanicFresh * _inputs.Count) decision.Mode = WeightMode.Frozen;
        else if (capacity > 0 && demand > _inputs.Spec.SoftCap * capacity)
        {
            decision.Mode = WeightMode.Crunch;
            if (decision.TrafficReason is WeightReason.None or WeightReason.BelowBenefit && _inputs.Spec.Strategy != WeightStrategy.Endpoints) decision.TrafficReason = WeightReason.Crunch;
        }
        else if (decision.Mode != WeightMode.Emergency && degraded) decision.Mode = WeightMode.Degraded;
    }

    private bool Survives()
    {
        var reserve = _inputs.Spec.NMinusOneUtilization > 0 ? _inputs.Spec.NMinusOneUtilization : 1;
        double all = 0, most = 0;
        foreach (var own in _inputs.Work.Seats)
        {
            all += own;
            most = Math.Max(most, own);
        }

        return (all - most) * reserve >= _inputs.Memory.Busy;
    }

    /// <summary>Whatever was measured, what is said is finite.</summary>
    private static void Finite(WeightDecision decision)
    {
        (decision.CurrentMs, decision.ProposedMs, decision.AppliedMs) = (Held(decision.CurrentMs), Held(decision.ProposedMs), Held(decision.AppliedMs));
        (decision.ThetaMs, decision.Gain, decision.RequiredGain) = (Held(decision.ThetaMs), Held(decision.Gain), Held(decision.RequiredGain));
        for (var i = 0; i < decision.Members.Length; i++)
        {
            ref var row = ref decision.Members[i];
            (row.RttMs, row.Capacity, row.Utilization) = (Held(row.RttMs), Held(row.Capacity), Held(row.Utilization));
            (row.MarginalMs, row.GapMs) = (Held(row.MarginalMs), Held(row.GapMs));
        }
    }

    private static double Held(double value) => double.IsNaN(value) ? 0 : Math.Clamp(value, -1e15, 1e15);
}
