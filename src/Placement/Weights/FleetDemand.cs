namespace Loadline.Placement.Weights;

/// <summary>How much the fleet has to carry: from measured arrivals, otherwise from how busy its replicas are, otherwise as assumed.</summary>
internal static class FleetDemand
{
    /// <summary>Half-lives in seconds for the demand behind replicas: growth counts within minutes, a fall is believed slowly.</summary>
    public const double SlowUp = 60;

    /// <inheritdoc cref="SlowUp"/>
    public const double SlowDown = 300;

    private const double BusyUp = 15;
    private const double BusyDown = 60;
    private const double PeakUp = 300;
    private const double PeakDown = 1800;
    private const double PeakAfter = 10;

    /// <summary>Requests per second of one replica at full speed.</summary>
    public static double ReplicaRate(WeightMemory memory, WeightSpec spec) =>
        double.IsNaN(memory.ReplicaRate) ? 1000 / Math.Max(1e-3, spec.ServiceTimeMs) : memory.ReplicaRate;

    /// <summary>Writes the demand of every origin into <see cref="WeightWorkspace.Demand"/> and follows the busy replicas of the fleet.</summary>
    public static void Update(in Inputs inputs)
    {
        var (memory, work, snapshot, spec, now) = inputs;
        var rate = ReplicaRate(memory, spec);
        var measured = true;
        double sum = 0, weights = 0;
        for (var j = 0; j < snapshot.OriginNames.Length; j++)
        {
            var weight = snapshot.Origins[j].Weight;
            weights += double.IsFinite(weight) && weight > 0 ? weight : 0;
            measured &= !double.IsNaN(memory.Demand[j]);
            work.Demand[j] = memory.Demand[j];
            sum += memory.Demand[j];
        }

        var busy = measured ? sum / rate : Busy(memory, work, snapshot, spec, rate);
        for (var j = 0; j < snapshot.OriginNames.Length && !measured; j++)
        {
            var weight = snapshot.Origins[j].Weight;
            work.Demand[j] = busy * rate * (weights > 0 ? (double.IsFinite(weight) && weight > 0 ? weight : 0) / weights : 1.0 / work.Demand.Length);
        }

        Follow(memory, measured ? RawDemand(memory, snapshot) / rate : busy, now);
    }

    /// <summary>Whether demand is known too short a time to speak of its peak.</summary>
    public static bool IsYoung(WeightMemory memory, TimeSpan now) => now.Since(memory.BusySince) < PeakAfter;

    private static double RawDemand(WeightMemory memory, WeightSnapshot snapshot)
    {
        double sum = 0;
        for (var j = 0; j < snapshot.OriginNames.Length; j++)
        {
            var own = snapshot.Origins[j].Demand;
            sum += snapshot.Origins[j].Time == memory.DemandSeen[j] && own >= 0 && double.IsFinite(own) ? own : memory.Demand[j];
        }

        return sum;
    }

    private static void Follow(WeightMemory memory, double busy, TimeSpan now)
    {
        var elapsed = now.Since(memory.BusyAt);
        memory.Busy = Ewma.Next(memory.Busy, busy, elapsed, busy > memory.Busy ? BusyUp : BusyDown);
        if (memory.BusySince == Moment.Never) memory.BusySince = now;
        // The noise of the first samples is no peak to remember.
        if (IsYoung(memory, now)) memory.BusyPeak = double.NaN;
        memory.BusyPeak = Ewma.Next(memory.BusyPeak, memory.Busy, elapsed, memory.Busy > memory.BusyPeak ? PeakUp : PeakDown);
        memory.BusyAt = now;
    }

    /// <summary>Busy replicas of the fleet. A member that says nothing counts as the mean of those that do.</summary>
    private static double Busy(WeightMemory memory, WeightWorkspace work, WeightSnapshot snapshot, WeightSpec spec, double rate)
    {
        double busy = 0;
        long of = 0, silent = 0;
        for (var i = 0; i < memory.Members.Length; i++)
        {
            ref readonly var sample = ref snapshot.Members[i];
            if (!memory.Members[i].Healthy || sample.Ready <= 0) continue;
            var own = OwnBusy(memory.Members[i], sample, spec, rate);
            if (double.IsNaN(own) || work.Age[i] > spec.ExpireAfter.TotalSeconds)
            {
                silent += sample.Ready;
                continue;
            }

            busy += own;
            of += sample.Ready;
        }

        return of == 0 ? spec.AssumedUtilization * snapshot.Replicas : busy + busy / of * silent;
    }

    /// <summary>Busy replicas of one member; NaN when nothing tells.</summary>
    public static double OwnBusy(MemberMemory member, in MemberSample sample, WeightSpec spec, double rate)
    {
        if (!double.IsNaN(member.Completions)) return member.Completions / rate;
        if (!double.IsNaN(member.Utilization)) return member.Utilization * sample.Ready;
        return sample.OwnCores >= 0 && double.IsFinite(sample.OwnCores) ? sample.OwnCores / Math.Max(1e-6, spec.CoresPerReplica) : double.NaN;
    }
}
