namespace Loadline.Placement.Weights;

/// <summary>The fast loop: which part of every origin's traffic goes to which member.</summary>
internal readonly struct TrafficLoop(Inputs inputs, NodeModel nodes)
{
    private const int Sweeps = 4;

    /// <summary>Service times of waiting that are not yet a queue to be drained.</summary>
    private const double OrdinaryServiceTimes = 2.5;

    private const double LeastCapacityWhileDraining = 0.3;
    private const double LeastSlowStart = 0.1;
    private const double FlapPenalty = 1.5;
    private const double FlapCapacity = 0.1;
    private const double FlapHoldSeconds = 60;
    private const double MostFlapDoublings = 4;

    /// <summary>Part of the dead band that is left in an emergency: what is not worth even this much would follow the noise.</summary>
    private const double EmergencyDeadBand = 0.1;

    /// <summary>Gain, as a ratio, that calls for haste in an emergency: where all are near their limit there is always somebody beyond it a little.</summary>
    private const double UrgentGain = 0.05;

    /// <summary>Load against capacity that is overload even if the estimate is a little low.</summary>
    private const double Beyond = 1.03;

    /// <summary>Seconds in which a change of direction is a reversal: a minute, and what a step takes to be applied.</summary>
    private const double TurnSeconds = 66;

    /// <summary>Part of all traffic from which a change has a direction, and the most by which one may turn round.</summary>
    private const double LeastTurn = 0.008;

    private const double SlowTurn = 0.007;

    /// <summary>Share of an origin's traffic that does not count as use.</summary>
    private const double Unused = 0.001;

    /// <summary>Part of the requests that fail at which a member is left without damping.</summary>
    private const double Failing = 0.1;

    /// <summary>Cost in ms of a request that goes to a member that is down: the time-out of a client.</summary>
    private const double DownCostMs = 2000;

    private readonly Inputs _inputs = inputs;
    private readonly NodeModel _nodes = nodes;

    private WeightMemory Memory => _inputs.Memory;

    private WeightWorkspace Work => _inputs.Work;

    private WeightDecision Decision => _inputs.Work.Decision;

    private WeightSpec Spec => _inputs.Spec;

    /// <summary>Decides the traffic of every origin.</summary>
    public void Run()
    {
        var paths = _inputs.Count * _inputs.Origins;
        Capacities();
        Optimum(paths);
        var first = Memory.Shares.Length != paths;
        if (first) Memory.Shares = new double[paths];
        if (first || Spec.Gain >= 1 && Spec.DeadBand <= 0 && Spec.MaxStep >= 1)
        {
            Apply(Work.Wanted, first ? WeightReason.None : WeightReason.DemandShift);
            return;
        }

        if (Frozen())
        {
            Mask(Memory.Shares);
            Decision.TrafficReason = WeightReason.Panic;
            Work.CopyShares(Memory.Shares);
            return;
        }

        HoldStale();
        Step();
    }

    /// <summary>What every member can take: its estimate, less what a queue, a return or flapping call for.</summary>
    private void Capacities()
    {
        var now = _inputs.Now;
        for (var i = 0; i < _inputs.Count; i++)
        {
            var member = Memory.Members[i];
            var up = member.Healthy && _inputs.Ready(i) > 0;
            Work.Usable[i] = up;
            if (!up)
            {
                Work.Capacity[i] = 0;
                Work.Tables[i].Close();
                continue;
            }

            var capacity = Estimate(i, member);
            if (Work.Fresh[i]) capacity = RoomToDrain(member, capacity, Work.Servers[i]);
            var up60 = now.Since(member.UpSince);
            var slowStart = Spec.SlowStart.TotalSeconds;
            if (up60 < slowStart) capacity *= Math.Max(LeastSlowStart, up60 / slowStart);
            if (member.Penalty > FlapPenalty && up60 < FlapHoldSeconds * Math.Pow(2, Math.Min(MostFlapDoublings, member.Penalty))) capacity *= FlapCapacity;
            Work.Capacity[i] = Math.Max(1e-3, capacity);
            Work.Tables[i].Set(Work.Capacity[i], Work.Servers[i], Spec.WaitWeight, Spec.SoftCap);
        }
    }

    private double Estimate(int i, MemberMemory member)
    {
        if (!double.IsNaN(member.Capacity) && member.Capacity > 0 && Work.Age[i] <= Spec.ExpireAfter.TotalSeconds) return member.Capacity;
        var busy = member.Utilization >= 0 ? member.Utilization * Work.Servers[i] : Spec.AssumedUtilization * Work.Servers[i];
        return Work.Servers[i] * _inputs.ReplicaRate * (double.IsNaN(member.NodeCpu) ? 1 : _nodes.Speed(i, busy));
    }

    /// <summary>Leaves room to drain the standing queue, which Little's law tells from the latency.</summary>
    private double RoomToDrain(MemberMemory member, double capacity, int servers)
    {
        var drain = Spec.QueueDrain.TotalSeconds;
        if (drain <= 0 || double.IsNaN(member.ServiceLatencyMs)) return capacity;
        var service = servers / Math.Max(1, capacity);
        var queue = Math.Max(0, member.ServiceLatencyMs / 1000 - OrdinaryServiceTimes * service) * capacity;
        return Math.Max(LeastCapacityWhileDraining * capacity, capacity - queue / drain);
    }

    private void Optimum(int paths)
    {
        if (Memory.Flow.Length != paths) Memory.Flow = new double[paths];
        Work.Fill.Solve(Work.Demand, Work.Rtt, Work.Tables, Memory.Flow, Work.Wanted, Sweeps);
        Decision.ThetaMs = Work.Fill.Theta;
    }

    private bool Frozen()
    {
        var known = 0;
        for (var i = 0; i < _inputs.Count; i++) known += Work.Fresh[i] || !Memory.Members[i].Healthy ? 1 : 0;
        return known < Spec.PanicFresh * _inputs.Count;
    }

    /// <summary>A member that is not measured may lose traffic but not gain it; the others share what it would have gained.</summary>
    private void HoldStale()
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (Work.Fresh[i] || !Work.Usable[i]) continue;
            for (var j = 0; j < _inputs.Origins; j++)
            {
                var wanted = Work.Wanted.AsSpan(j * _inputs.Count, _inputs.Count);
                var excess = wanted[i] - Memory.Shares[j * _inputs.Count + i];
                if (excess <= 0) continue;
                double others = 0;
                for (var k = 0; k < wanted.Length; k++) others += k != i && (Work.Fresh[k] || !Work.Usable[k]) ? wanted[k] : 0;
                if (others <= 0)
                {
                    Memory.Shares.AsSpan(j * _inputs.Count, _inputs.Count).CopyTo(wanted);
                    continue;
                }

                wanted[i] -= excess;
                for (var k = 0; k < wanted.Length; k++)
                {
                    if (k != i && (Work.Fresh[k] || !Work.Usable[k])) wanted[k] += excess * wanted[k] / others;
                }
            }
        }
    }

    private void Step()
    {
        Decision.CurrentMs = Cost(Memory.Shares);
        Decision.ProposedMs = Cost(Work.Wanted);
        Decision.Gain = 1 - Decision.ProposedMs / Decision.CurrentMs;
        var emergency = Emergency();
        Decision.RequiredGain = (emergency ? EmergencyDeadBand : 1) * Spec.DeadBand;
        if (!(Decision.Gain >= Decision.RequiredGain))
        {
            Decision.AppliedMs = Decision.CurrentMs;
            Decision.TrafficReason = Decision.Gain > 0 ? WeightReason.BelowBenefit : WeightReason.None;
            Work.CopyShares(Memory.Shares);
            return;
        }

        var urgent = emergency && Decision.Gain >= UrgentGain;
        var part = Math.Min(1, _inputs.Now.Since(Memory.TrafficStepAt) / Math.Max(1e-3, Spec.SampleInterval.TotalSeconds));
        var gain = urgent ? 1 : part >= 1 ? Spec.Gain : 1 - Math.Pow(1 - Spec.Gain, part);
        var limited = false;
        for (var j = 0; j < _inputs.Origins; j++)
            limited |= Advance(Memory.Shares.AsSpan(j * _inputs.Count, _inputs.Count), Work.Wanted.AsSpan(j * _inputs.Count, _inputs.Count), Work.Next.AsSpan(j * _inputs.Count, _inputs.Count), gain, urgent ? 2 : Spec.MaxStep * part);
        Mask(Work.Next);
        limited |= Turn();
        Decision.Mode = emergency ? WeightMode.Emergency : Decision.Mode;
        Memory.TrafficStepAt = _inputs.Now;
        Apply(Work.Next, limited ? WeightReason.StepLimited : Causes.OfFleet(_inputs));
    }

    /// <summary>
    /// A member whose traffic was changed a moment ago goes back slowly: the whole step is shortened until no member turns round by more than a
    /// hundredth of all traffic, unless somebody is beyond capacity.
    /// </summary>
    private bool Turn()
    {
        var part = 1.0;
        for (var i = 0; i < _inputs.Count; i++)
        {
            var member = Memory.Members[i];
            var change = Change(i);
            if (_inputs.Now.Since(member.TurnAt) < TurnSeconds && change * member.Turn < 0 && Math.Abs(change) > SlowTurn) part = Math.Min(part, SlowTurn / Math.Abs(change));
        }

        var shortened = part < 1 && !BeyondCapacity();
        for (var k = 0; k < Work.Next.Length && shortened; k++) Work.Next[k] = Memory.Shares[k] + part * (Work.Next[k] - Memory.Shares[k]);
        for (var i = 0; i < _inputs.Count; i++)
        {
            var change = Change(i);
            if (Math.Abs(change) > LeastTurn) (Memory.Members[i].Turn, Memory.Members[i].TurnAt) = (Math.Sign(change), _inputs.Now);
        }

        return shortened;
    }

    /// <summary>Change of a member's part of all traffic in this step.</summary>
    private double Change(int i)
    {
        double change = 0, all = 0;
        for (var j = 0; j < _inputs.Origins; j++)
        {
            all += Work.Demand[j];
            change += Work.Demand[j] * (Work.Next[j * _inputs.Count + i] - Memory.Shares[j * _inputs.Count + i]);
        }

        return all > 0 ? change / all : 0;
    }

    private bool BeyondCapacity()
    {
        Cost(Memory.Shares);
        double load = 0, capacity = 0;
        for (var i = 0; i < _inputs.Count; i++)
        {
            load += Work.Load[i];
            capacity += Work.Capacity[i];
        }

        // When all together are beyond it, haste helps nobody.
        for (var i = 0; i < _inputs.Count && load <= Spec.EmergencyUtilization * capacity; i++)
        {
            if (Work.Load[i] > (Work.Usable[i] ? Beyond * Work.Capacity[i] : Unused)) return true;
        }

        return false;
    }

    private static bool Advance(ReadOnlySpan<double> from, ReadOnlySpan<double> to, Span<double> next, double gain, double most)
    {
        double variation = 0;
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = gain * (to[i] - from[i]);
            variation += Math.Abs(next[i]) / 2;
        }

        var limited = variation > most;
        double sum = 0;
        for (var i = 0; i < next.Length; i++) sum += next[i] = Math.Max(0, from[i] + (limited ? next[i] * most / variation : next[i]));
        for (var i = 0; i < next.Length && sum > 0; i++) next[i] /= sum;
        return limited;
    }

    /// <summary>Whether a member in use is down or about to saturate.</summary>
    private bool Emergency()
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            double load = 0;
            for (var j = 0; j < _inputs.Origins; j++)
            {
                var share = Memory.Shares[j * _inputs.Count + i];
                if ((!Work.Usable[i] || Memory.Members[i].Errors > Failing) && share > Unused) return true;
                load += Work.Demand[j] * share;
            }

            if (Work.Usable[i] && load > Spec.EmergencyUtilization * Work.Capacity[i]) return true;
        }

        return false;
    }

    /// <summary>Mean cost of a request in ms by the model.</summary>
    private double Cost(ReadOnlySpan<double> shares)
    {
        double cost = 0, all = 0;
        Work.Load.AsSpan().Clear();
        for (var j = 0; j < _inputs.Origins; j++)
        {
            all += Work.Demand[j];
            for (var i = 0; i < _inputs.Count; i++)
            {
                var flow = Work.Demand[j] * shares[j * _inputs.Count + i];
                Work.Load[i] += flow;
                cost += flow * Work.Rtt[j * _inputs.Count + i];
            }
        }

        for (var i = 0; i < _inputs.Count; i++)
        {
            if (Work.Load[i] > 0) cost += Work.Usable[i] ? Work.Tables[i].Total(Work.Load[i]) : Work.Load[i] * DownCostMs;
        }

        return cost / Math.Max(1e-9, all);
    }

    /// <summary>Takes members that are down out of every origin's shares.</summary>
    private void Mask(Span<double> shares)
    {
        var usable = 0;
        foreach (var own in Work.Usable) usable += own ? 1 : 0;
        if (usable == 0) return;
        for (var j = 0; j < _inputs.Origins; j++)
        {
            var row = shares.Slice(j * _inputs.Count, _inputs.Count);
            double sum = 0;
            for (var i = 0; i < row.Length; i++) sum += Work.Usable[i] ? row[i] : 0;
            for (var i = 0; i < row.Length; i++)
                row[i] = !Work.Usable[i] ? 0 : sum > 0 ? row[i] / sum : 1.0 / usable;
        }
    }

    private void Apply(ReadOnlySpan<double> shares, WeightReason reason)
    {
        shares.CopyTo(Memory.Shares);
        Decision.AppliedMs = Cost(shares);
        Decision.TrafficReason = reason;
        Decision.TrafficChanged = true;
        Causes.Anchor(_inputs);
        Work.CopyShares(shares);
    }
}
