namespace Loadline.Placement.Weights;

/// <summary>
/// Capacity from completions and utilisation, which does not move when traffic moves: C = x/ρ. Noise is averaged slowly, a step down is taken
/// at once when the member is saturated and after two samples otherwise, and a rise always slowly. An idle member says little of itself, so its
/// estimate leans on the fleet's median per replica.
/// </summary>
internal readonly struct CapacityEstimator(Inputs inputs)
{
    /// <summary>Utilisation below which a ratio by it says nothing.</summary>
    public const double LeastUtilization = 0.02;

    /// <summary>Utilisation at which a member is taken to be saturated.</summary>
    public const double Saturated = 0.97;

    /// <summary>Utilisation from which one sample may be enough.</summary>
    private const double Busy = 0.9;

    /// <summary>Fall of a saturated member's capacity, as a ratio, that one sample is enough for: noise alone makes a busy member look saturated.</summary>
    private const double SureDrop = 0.15;

    /// <summary>Growth of a member's load, as a ratio, that may explain why it slowed down.</summary>
    private const double LoadGrew = 1.1;

    private const double LeastCompletions = 5;
    private const double PriorWeight = 0.05;
    private const double MostOverPrior = 1.3;
    private const double DropHalfLife = 1;
    private const double SureDropHalfLife = 0.5;
    private const double DeviationHalfLife = 60;
    private const double MostDeviation = 0.15;
    private const double RateHalfLife = 60;

    private readonly WeightMemory _memory = inputs.Memory;
    private readonly WeightWorkspace _work = inputs.Work;
    private readonly WeightSnapshot _snapshot = inputs.Snapshot;
    private readonly WeightSpec _spec = inputs.Spec;
    private readonly TimeSpan _now = inputs.Now;

    public void Run()
    {
        var members = _memory.Members;
        var median = MedianRate();
        for (var i = 0; i < members.Length; i++)
        {
            Rescale(members[i], _work.Servers[i]);
            if (_work.NewLoad[i]) Update(i, median);
        }
    }

    /// <summary>Requests per second of one replica by the fleet's median; the stated service time until something is measured.</summary>
    private double MedianRate()
    {
        var count = 0;
        var scratch = _work.Scratch;
        var any = false;
        for (var i = 0; i < _memory.Members.Length; i++)
        {
            var member = _memory.Members[i];
            any |= _work.NewLoad[i];
            if (!(member.Completions > LeastCompletions) || !(member.Utilization > 0) || !member.Healthy) continue;
            scratch[count++] = member.Completions / Math.Max(LeastUtilization, member.Utilization) / _work.Servers[i];
        }

        if (count == 0 || !any) return FleetDemand.ReplicaRate(_memory, _spec);
        var known = scratch.AsSpan(0, count);
        known.Sort();
        var median = (known[(count - 1) / 2] + known[count / 2]) / 2;
        _memory.ReplicaRate = Ewma.Next(_memory.ReplicaRate, median, _now.Since(_memory.ReplicaRateAt), RateHalfLife);
        _memory.ReplicaRateAt = _now;
        return median;
    }

    /// <summary>How many replicas there are is known: it is never waited for in the measurements.</summary>
    private static void Rescale(MemberMemory member, int servers)
    {
        if (member.CapacityReplicas > 0 && servers != member.CapacityReplicas) member.Capacity *= (double)servers / member.CapacityReplicas;
        member.CapacityReplicas = servers;
    }

    private void Update(int i, double median)
    {
        var member = _memory.Members[i];
        if (double.IsNaN(member.Completions) || double.IsNaN(member.Utilization)) return;
        var prior = median * _work.Servers[i];
        var raw = member.Completions / Math.Max(LeastUtilization, member.Utilization);
        // One that claims to be saturated leans fully: if it lies, its completions are no capacity, and it must not starve by them.
        var lean = PriorWeight * prior * (member.Utilization >= Saturated ? 1 : 1 - member.Utilization);
        var sample = Math.Min((member.Completions * raw + lean * prior) / (member.Completions + lean), MostOverPrior * prior);
        if (double.IsNaN(member.Capacity) || member.Capacity <= 0)
        {
            (member.Capacity, member.CapacityLoad) = (sample, member.Completions);
            return;
        }

        var elapsed = _snapshot.Members[i].LoadTime.Since(member.LoadSeen);
        var innovation = (sample - member.Capacity) / member.Capacity;
        var limit = Math.Max(_spec.JumpThreshold, 3 * member.Deviation);
        // A step teaches little of the noise, but if it taught nothing, noise beyond the limit would never raise it.
        member.Deviation = Math.Min(MostDeviation, Ewma.Next(member.Deviation, Math.Min(Math.Abs(innovation), 2 * limit), elapsed, DeviationHalfLife));
        if (innovation < -limit)
        {
            member.Drops++;
            var sure = innovation < -Math.Max(SureDrop, 5 * member.Deviation);
            // A fall that no more traffic explains is news of the world, and the last decision on the member no reason to hesitate.
            if (sure && member.Drops == 1 && member.Completions < LoadGrew * member.CapacityLoad) member.Turn = 0;
            if ((sure && member.Utilization >= Busy) || member.Drops >= 2) Average(member, sample, elapsed, sure ? SureDropHalfLife : DropHalfLife);
            return;
        }

        member.Drops = 0;
        Average(member, sample, elapsed, _spec.CapacityHalfLife.TotalSeconds * Noise.Factor(member.Deviation));
    }

    private static void Average(MemberMemory member, double sample, double elapsed, double halfLife)
    {
        member.Capacity = Ewma.Next(member.Capacity, sample, elapsed, halfLife);
        member.CapacityLoad = Ewma.Next(member.CapacityLoad, member.Completions, elapsed, halfLife);
    }
}
