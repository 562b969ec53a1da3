namespace Loadline.Placement.Weights;

/// <summary>What every member can take, and what a request more costs there: its estimate, less what a queue, a return or flapping call for.</summary>
internal readonly struct TrafficCapacity(Inputs inputs, NodeModel nodes)
{
    /// <summary>Service times of waiting that are not yet a queue to be drained.</summary>
    private const double OrdinaryServiceTimes = 2.5;

    private const double LeastWhileDraining = 0.3;
    private const double LeastSlowStart = 0.1;
    private const double FlapPenalty = 1.5;
    private const double FlapCapacity = 0.1;
    private const double FlapHoldSeconds = 60;
    private const double MostFlapDoublings = 4;

    /// <summary>Part of the fleet's capacity that is in use where it begins to be crowded, and where it is.</summary>
    private const double CrunchFrom = 0.8;

    private const double CrunchAt = 0.85;

    /// <summary>How far above the level that all would have in common the soft cap stays when it is crowded.</summary>
    private const double CrunchMargin = 0.01;

    /// <summary>How much steeper cost rises above the soft cap then: there distance counts less than that all are equally full.</summary>
    private const double CrunchPenalty = 3;

    private readonly Inputs _inputs = inputs;
    private readonly NodeModel _nodes = nodes;

    private WeightMemory Memory => _inputs.Memory;

    private WeightWorkspace Work => _inputs.Work;

    private WeightSpec Spec => _inputs.Spec;

    /// <summary>Writes capacities and tables of marginal cost.</summary>
    /// <returns>How crowded the fleet is: 0 with room to spare, 1 near its capacity.</returns>
    public double Write()
    {
        double demand = 0, capacity = 0;
        foreach (var own in Work.Demand) demand += own;
        for (var i = 0; i < _inputs.Count; i++)
        {
            Work.Usable[i] = Memory.Members[i].Healthy && _inputs.Ready(i) > 0;
            capacity += Work.Capacity[i] = Work.Usable[i] ? Math.Max(1e-3, Of(i, Memory.Members[i])) : 0;
        }

        var full = capacity > 0 ? demand / capacity : 0;
        var crunch = Math.Clamp((full - CrunchFrom) / (CrunchAt - CrunchFrom), 0, 1);
        var cap = Spec.SoftCap - crunch * Math.Max(0, Spec.SoftCap - full - CrunchMargin);
        var penalty = MarginalTable.Penalty * (1 + crunch * (CrunchPenalty - 1));
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (Work.Usable[i]) Work.Tables[i].Set(Work.Capacity[i], Work.Servers[i], Spec.WaitWeight, cap, penalty, _nodes.Slowdown(i), MeasuredAt(i, Memory.Members[i]));
            else Work.Tables[i].Close();
        }

        return crunch;
    }

    private double Of(int i, MemberMemory member)
    {
        var now = _inputs.Now;
        var capacity = Estimate(i, member);
        if (Work.Fresh[i]) capacity = RoomToDrain(member, capacity, Work.Servers[i]);
        var up = now.Since(member.UpSince);
        var slowStart = Spec.SlowStart.TotalSeconds;
        if (up < slowStart) capacity *= Math.Max(LeastSlowStart, up / slowStart);
        if (member.Penalty > FlapPenalty && up < FlapHoldSeconds * Math.Pow(2, Math.Min(MostFlapDoublings, member.Penalty))) capacity *= FlapCapacity;
        return capacity;
    }

    private double Estimate(int i, MemberMemory member)
    {
        if (IsMeasured(i, member)) return member.Capacity;
        return Work.Servers[i] * _inputs.ReplicaRate * (double.IsNaN(member.NodeCpu) ? 1 : _nodes.Speed(i, Busy(i, member)));
    }

    /// <summary>Load at which the estimate holds.</summary>
    private double MeasuredAt(int i, MemberMemory member) => IsMeasured(i, member) ? member.CapacityLoad : Busy(i, member) * _inputs.ReplicaRate;

    private bool IsMeasured(int i, MemberMemory member) => member.Capacity > 0 && Work.Age[i] <= Spec.ExpireAfter.TotalSeconds;

    private double Busy(int i, MemberMemory member) => (member.Utilization >= 0 ? member.Utilization : Spec.AssumedUtilization) * Work.Servers[i];

    /// <summary>Leaves room to drain the standing queue, which Little's law tells from the latency.</summary>
    private double RoomToDrain(MemberMemory member, double capacity, int servers)
    {
        var drain = Spec.QueueDrain.TotalSeconds;
        if (drain <= 0 || double.IsNaN(member.ServiceLatencyMs)) return capacity;
        var service = servers / Math.Max(1, capacity);
        var queue = Math.Max(0, member.ServiceLatencyMs / 1000 - OrdinaryServiceTimes * service) * capacity;
        return Math.Max(LeastWhileDraining * capacity, capacity - queue / drain);
    }
}
