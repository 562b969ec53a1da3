namespace Loadline.Placement.Weights;

/// <summary>The fast loop: which part of every origin's traffic goes to which member.</summary>
internal readonly struct TrafficLoop(Inputs inputs, NodeModel nodes)
{
    private const int Sweeps = 4;

    /// <summary>Part of the dead band that is left in an emergency, and when the fleet is crowded: what is not worth even this much would follow the noise.</summary>
    private const double EmergencyDeadBand = 0.1;

    /// <summary>Part of the noise beyond the ordinary, as a factor, by which the dead band grows.</summary>
    private const double BandPerNoise = 0.25;

    /// <summary>Gain, as a ratio, that calls for haste in an emergency: where all are near their limit there is always somebody beyond it a little.</summary>
    private const double UrgentGain = 0.05;

    /// <summary>Share of an origin's traffic that does not count as use.</summary>
    public const double Unused = 0.001;

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
        var crunch = new TrafficCapacity(_inputs, _nodes).Write();
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

        HoldGrowth();
        Step(crunch);
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

    /// <summary>A member that may not grow may lose traffic but not gain it; the others share what it would have gained.</summary>
    private void HoldGrowth()
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (Grows(i) || !Work.Usable[i]) continue;
            for (var j = 0; j < _inputs.Origins; j++)
            {
                var wanted = Work.Wanted.AsSpan(j * _inputs.Count, _inputs.Count);
                var excess = wanted[i] - Memory.Shares[j * _inputs.Count + i];
                if (excess <= 0) continue;
                double others = 0;
                for (var k = 0; k < wanted.Length; k++) others += k != i && (Grows(k) || !Work.Usable[k]) ? wanted[k] : 0;
                if (others <= 0)
                {
                    Memory.Shares.AsSpan(j * _inputs.Count, _inputs.Count).CopyTo(wanted);
                    continue;
                }

                wanted[i] -= excess;
                for (var k = 0; k < wanted.Length; k++)
                {
                    if (k != i && (Grows(k) || !Work.Usable[k])) wanted[k] += excess * wanted[k] / others;
                }
            }
        }
    }

    /// <summary>Whether a member may get more: not while it is not measured, and not while a fall of its capacity waits to be confirmed.</summary>
    private bool Grows(int i) => Work.Fresh[i] && Memory.Members[i].Drops == 0;

    private void Step(double crunch)
    {
        Decision.CurrentMs = Cost(Memory.Shares);
        Decision.ProposedMs = Cost(Work.Wanted);
        Decision.Gain = 1 - Decision.ProposedMs / Decision.CurrentMs;
        var emergency = Emergency();
        Decision.RequiredGain = (emergency ? EmergencyDeadBand : 1 - crunch * (1 - EmergencyDeadBand)) * Spec.DeadBand * NoisyBand();
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
        limited |= new TurnGuard(_inputs).Apply();
        Decision.Mode = emergency ? WeightMode.Emergency : Decision.Mode;
        Memory.TrafficStepAt = _inputs.Now;
        Apply(Work.Next, limited ? WeightReason.StepLimited : Causes.OfFleet(_inputs));
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

    /// <summary>How much wider the dead band is the noisier capacities are: a gain is a sum over members, in which errors partly cancel.</summary>
    private double NoisyBand()
    {
        double deviation = 0;
        foreach (var member in Memory.Members) deviation += member.Deviation / Memory.Members.Length;
        return 1 + BandPerNoise * (Noise.Factor(deviation) - 1);
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

            if (Work.Usable[i] && Work.Tables[i].Utilization(load) > Spec.EmergencyUtilization) return true;
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
