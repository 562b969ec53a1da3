namespace Loadline.Placement.Weights;

/// <summary>
/// What others do on the nodes of a member and how much it slows replicas there. The slowdown over node use is a crude curve; how far the real
/// speed is off it is measured per member and kept as a factor.
/// </summary>
internal readonly struct NodeModel(Inputs inputs)
{
    /// <summary>Part of the cores by which others' use has to rise to be a step and not drift.</summary>
    private const double StepShare = 0.15;

    private const double StepHalfLife = 2;
    private const double UpHalfLife = 20;
    private const double DownHalfLife = 90;
    private const double SpeedHalfLife = 30;
    private const double SaturatedSpeedHalfLife = 3;
    private const double LeastSpeed = 0.3;
    private const double MostSpeed = 1.1;

    private readonly Inputs _inputs = inputs;

    /// <summary>Takes the new samples in.</summary>
    public void Update()
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            var member = _inputs.Memory.Members[i];
            var ready = _inputs.Ready(i);
            // A member that came back, or more replicas than before, are cold: slow is not hot then.
            if (member.Ready >= 0 && ready > member.Ready || (member.UpSince > member.WarmingSince)) member.WarmingSince = _inputs.Now;
            member.Ready = ready;
            if (_inputs.Work.NewLoad[i]) Take(i, member, ready);
        }
    }

    /// <summary>Whether replicas of a member became ready so recently that they are not at full speed.</summary>
    public bool Warming(int i) => _inputs.Now.Since(_inputs.Memory.Members[i].WarmingSince) < _inputs.Spec.WarmUp.TotalSeconds;

    /// <summary>Speed of a replica, 1 for full, when the workload keeps so many replicas busy there.</summary>
    public double Speed(int i, double busy) => _inputs.Memory.Members[i].Speed * Contention(i, busy);

    /// <summary>CPU use of the member's nodes, 0 to 1, when the workload keeps so many replicas busy there; 0 when unknown.</summary>
    public double NodeUse(int i, double busy)
    {
        var cores = _inputs.Snapshot.Members[i].Cores;
        var others = _inputs.Memory.Members[i].OtherCores;
        if (double.IsNaN(others)) return double.IsNaN(_inputs.Memory.Members[i].NodeCpu) ? 0 : _inputs.Memory.Members[i].NodeCpu;
        return cores > 0 && double.IsFinite(cores) ? (others + busy * _inputs.Spec.CoresPerReplica) / cores : 0;
    }

    /// <summary>How requests to a member are slowed down by its nodes as more of them come.</summary>
    public Slowdown Slowdown(int i) =>
        new(NodeUse(i, 0) - _inputs.Spec.ContentionKnee, (NodeUse(i, 1) - NodeUse(i, 0)) / _inputs.ReplicaRate, _inputs.Work.Servers[i] * _inputs.ReplicaRate);

    private double Contention(int i, double busy) => 1 / new Slowdown(NodeUse(i, busy) - _inputs.Spec.ContentionKnee, 0, 0).At(0);

    private void Take(int i, MemberMemory member, int ready)
    {
        ref readonly var sample = ref _inputs.Snapshot.Members[i];
        var elapsed = sample.LoadTime.Since(member.LoadTaken);
        member.LoadTaken = sample.LoadTime;
        var rate = _inputs.ReplicaRate;
        var own = FleetDemand.OwnBusy(member, sample, _inputs.Spec, rate);
        if (double.IsNaN(own)) own = _inputs.Spec.AssumedUtilization * ready;
        if (!double.IsNaN(member.NodeCpu) && sample.Cores > 0 && double.IsFinite(sample.Cores))
        {
            var cores = double.IsNaN(member.Completions) && sample.OwnCores >= 0 && double.IsFinite(sample.OwnCores) ? sample.OwnCores : own * _inputs.Spec.CoresPerReplica;
            var others = Intake.Push(member.OtherSamples, Math.Max(0, member.NodeCpu * sample.Cores - cores));
            var step = others - member.OtherCores > StepShare * sample.Cores;
            member.OtherCores = Ewma.Next(member.OtherCores, others, elapsed, step ? StepHalfLife : others > member.OtherCores ? UpHalfLife : DownHalfLife);
        }

        if (ready == 0 || !(member.Completions > 5) || double.IsNaN(member.Utilization) || Warming(i)) return;
        var speed = Math.Min(MostSpeed, member.Completions / (ready * rate) / Math.Max(CapacityEstimator.LeastUtilization, member.Utilization));
        var beyond = Math.Clamp(speed / Contention(i, own), LeastSpeed, MostSpeed);
        member.Speed = Ewma.Next(member.Speed, beyond, elapsed, member.Utilization >= CapacityEstimator.Saturated ? SaturatedSpeedHalfLife : SpeedHalfLife);
    }
}
