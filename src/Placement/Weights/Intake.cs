namespace Loadline.Placement.Weights;

/// <summary>
/// Takes the samples of a snapshot into the estimates. Every sample counts once, by the time at which it was received; what cannot be true
/// counts as missing, and what is missing leaves the estimate as it is.
/// </summary>
internal readonly struct Intake(Inputs inputs)
{
    private const double MaxRttMs = 60_000;
    private const double MaxRate = 1e12;
    private const double MaxUtilization = 1.5;
    private const double StepDeviations = 3;
    private const double DeviationHalfLife = 60;
    private const double MostDemandDeviation = 0.2;
    private const double ErrorUpHalfLife = 1;
    private const double SomeErrors = 0.005;

    /// <summary>Utilisation from which errors may be time-outs in the queue; lower than saturation, because readings are noisy.</summary>
    private const double BusyForErrors = 0.85;

    /// <summary>Part of a client's patience that a request spends inside from which there is such a queue.</summary>
    private const double QueueShare = 0.1;
    private const double ErrorDownHalfLife = 20;
    private const double MostErrorGap = 10;

    /// <summary>Change of an origin's demand, as a ratio and in deviations, that is an event.</summary>
    private const double EventStep = 0.25;

    private const double EventDeviations = 6;

    /// <summary>Seconds without such changes after which another one is another event.</summary>
    private const double EventGap = 10;

    private readonly WeightMemory _memory = inputs.Memory;
    private readonly WeightWorkspace _work = inputs.Work;
    private readonly WeightSnapshot _snapshot = inputs.Snapshot;
    private readonly WeightSpec _spec = inputs.Spec;
    private readonly TimeSpan _now = inputs.Now;
    private readonly Inputs _inputs = inputs;

    public void Run()
    {
        for (var i = 0; i < _snapshot.Names.Length; i++)
        {
            _work.Servers[i] = Math.Max(1, _inputs.Ready(i));
            Health(i);
            Rtt(i);
            _work.NewLoad[i] = Load(i);
            Errors(i);
        }

        Demand();
        new CapacityEstimator(_inputs).Run();
        Ages();
    }

    private void Health(int i)
    {
        var member = _memory.Members[i];
        var up = _snapshot.Members[i].Healthy;
        if (member.Penalty > 0) member.Penalty *= Ewma.Decay(_now.Since(member.PenaltyAt), Math.Max(1e-3, _spec.FlapHalfLife.TotalSeconds));
        member.PenaltyAt = _now;
        if (up == member.Healthy) return;
        member.Healthy = up;
        if (up)
        {
            member.UpSince = _now;
            (member.Errors, member.FailingSince) = (0, Moment.Ever);
            return;
        }

        member.EarlierDown = member.DownSince;
        member.DownSince = _now;
        member.Penalty++;
    }

    private void Rtt(int i)
    {
        var member = _memory.Members[i];
        var time = _snapshot.Members[i].RttTime;
        if (time <= member.RttSeen || time > _now) return;
        var width = _snapshot.Names.Length;
        var taken = false;
        var elapsed = time.Since(member.RttSeen);
        var (weight, slowWeight) = (Ewma.Weight(elapsed, _spec.RttHalfLife.TotalSeconds), Ewma.Weight(elapsed, _spec.ReplicaRttHalfLife.TotalSeconds));
        for (var j = 0; j < _snapshot.OriginNames.Length; j++)
        {
            var path = j * width + i;
            var sample = _snapshot.RttMs[path];
            if (!(sample >= _spec.MinRttMs && sample >= 0 && sample <= MaxRttMs)) continue;
            var median = Push(_memory.RttSamples.AsSpan(path * WeightMemory.Window, WeightMemory.Window), sample);
            _memory.Rtt[path] = Ewma.Next(_memory.Rtt[path], median, weight);
            _memory.SlowRtt[path] = Ewma.Next(_memory.SlowRtt[path], median, slowWeight);
            taken = true;
        }

        if (taken) member.RttSeen = time;
        else member.Refused = true;
    }

    private bool Load(int i)
    {
        ref readonly var sample = ref _snapshot.Members[i];
        var member = _memory.Members[i];
        if (sample.LoadTime <= member.LoadSeen || sample.LoadTime > _now) return false;
        member.Refused = false;
        var completions = Valid(member, sample.Completions, MaxRate);
        var utilization = Valid(member, sample.Utilization, MaxUtilization);
        var nodeCpu = Valid(member, sample.NodeCpu, MaxUtilization);
        var latency = Valid(member, sample.ServiceLatencyMs, double.MaxValue);
        if (double.IsNaN(completions) && double.IsNaN(utilization) && double.IsNaN(nodeCpu)) return false;
        member.Completions = completions;
        member.Utilization = utilization;
        member.ServiceLatencyMs = latency;
        if (!double.IsNaN(nodeCpu)) member.NodeCpu = Math.Min(1, nodeCpu);
        return true;
    }

    /// <summary>Errors are believed at once and forgotten slowly, and more slowly while there is no traffic that could fail.</summary>
    private void Errors(int i)
    {
        ref readonly var sample = ref _snapshot.Members[i];
        var member = _memory.Members[i];
        if (sample.ErrorTime <= member.ErrorSeen || sample.ErrorTime > _now) return;
        var elapsed = sample.ErrorTime.Since(member.ErrorSeen);
        member.ErrorSeen = sample.ErrorTime;
        // Requests that time out in the queue of a saturated member are that queue's, which capacity accounts for: errors that moving traffic
        // cures must not count as distance.
        if (member.Healthy && _work.NewLoad[i] && (member.Utilization >= BusyForErrors || member.ServiceLatencyMs > QueueShare * _spec.ErrorCostMs)) return;
        var known = sample.ErrorRatio is >= 0 and <= 1;
        var halfLife = !known ? _spec.ErrorHalfLife.TotalSeconds : sample.ErrorRatio > member.Errors ? ErrorUpHalfLife : ErrorDownHalfLife;
        member.Errors = Ewma.Next(member.Errors, known ? sample.ErrorRatio : 0, Math.Min(elapsed, MostErrorGap), halfLife);
        if (member.Errors < SomeErrors) member.FailingSince = Moment.Ever;
        else if (member.FailingSince == Moment.Ever) member.FailingSince = sample.ErrorTime;
    }

    private void Demand()
    {
        for (var j = 0; j < _snapshot.OriginNames.Length; j++)
        {
            ref readonly var sample = ref _snapshot.Origins[j];
            if (sample.Time <= _memory.DemandSeen[j] || sample.Time > _now || !(sample.Demand >= 0 && sample.Demand <= MaxRate)) continue;
            var elapsed = sample.Time.Since(_memory.DemandSeen[j]);
            FastDemand(j, sample.Demand, elapsed);
            var slowRises = sample.Demand > _memory.SlowDemand[j];
            _memory.SlowDemand[j] = Ewma.Next(_memory.SlowDemand[j], sample.Demand, elapsed, slowRises ? FleetDemand.SlowUp : FleetDemand.SlowDown);
            _memory.DemandSeen[j] = sample.Time;
        }
    }

    /// <summary>Within its noise demand is averaged; what is more than noise is a step, and believed quickly.</summary>
    private void FastDemand(int j, double sample, double elapsed)
    {
        var mean = _memory.Demand[j];
        var innovation = mean > 0 ? (sample - mean) / mean : 0;
        var limit = Math.Max(_spec.JumpThreshold, StepDeviations * _memory.DemandDeviation[j]);
        var step = Math.Abs(innovation) > limit;
        if (Math.Abs(innovation) > Math.Max(EventStep, EventDeviations * _memory.DemandDeviation[j]))
        {
            if (_now.Since(_memory.EventAt) > EventGap) ForgetTurns();
            _memory.EventAt = _now;
        }

        var halfLife = !step ? _spec.DemandHalfLife * Noise.Factor(_memory.DemandDeviation[j]) : innovation > 0 ? _spec.DemandUpHalfLife : _spec.DemandDownHalfLife;
        _memory.DemandDeviation[j] = Math.Min(MostDemandDeviation, Ewma.Next(_memory.DemandDeviation[j], Math.Min(Math.Abs(innovation), 2 * limit), elapsed, DeviationHalfLife));
        _memory.Demand[j] = Ewma.Next(mean, sample, elapsed, halfLife.TotalSeconds);
    }

    /// <summary>The world turned: what was decided before it did is no reason to hesitate now.</summary>
    private void ForgetTurns()
    {
        foreach (var member in _memory.Members) member.Turn = 0;
    }

    private void Ages()
    {
        for (var i = 0; i < _snapshot.Names.Length; i++)
        {
            var member = _memory.Members[i];
            if (_work.NewLoad[i]) member.LoadSeen = _snapshot.Members[i].LoadTime;
            var rtt = _now.Since(member.RttSeen);
            // A signal that never came is not a stale one: it is a fleet without that signal.
            var load = member.LoadSeen == Moment.Never ? 0 : _now.Since(member.LoadSeen);
            if (member.RttSeen == Moment.Never && member.LoadSeen != Moment.Never) rtt = 0;
            _work.Age[i] = Math.Max(rtt, load);
            _work.Fresh[i] = _work.Age[i] <= Math.Max(_spec.NoGrowAfter.TotalSeconds, 3 * _spec.SampleInterval.TotalSeconds);
        }
    }

    /// <summary>NaN for what cannot be true.</summary>
    private static double Valid(MemberMemory member, double value, double most)
    {
        if (double.IsNaN(value)) return value;
        if (value >= 0 && value <= most) return value;
        member.Refused = true;
        return double.NaN;
    }

    /// <summary>Adds a sample to a window, the oldest first, and gives the median of what is in it.</summary>
    public static double Push(Span<double> window, double sample)
    {
        window[1..].CopyTo(window);
        window[^1] = sample;
        Span<double> sorted = stackalloc double[window.Length];
        var count = 0;
        foreach (var value in window)
        {
            if (double.IsNaN(value)) continue;
            var at = count++;
            for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
            sorted[at] = value;
        }

        return sorted[count / 2];
    }
}
