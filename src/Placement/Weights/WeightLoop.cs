namespace Loadline.Placement.Weights;

/// <summary>The closed loop from measurements to replicas and traffic weights.</summary>
public static class WeightLoop
{
    /// <summary>
    /// Makes one decision. It depends on nothing but its arguments: equal arguments give equal decisions. Inputs may be missing or absurd; the
    /// decision is finite, within bounds and complete all the same.
    /// </summary>
    /// <param name="state">What is remembered; updated.</param>
    /// <param name="snapshot">What is measured.</param>
    /// <param name="spec">The knobs.</param>
    /// <param name="now">Reading of the hub's monotonic clock.</param>
    /// <returns>The decision, which belongs to the state and is overwritten by the next one.</returns>
    public static WeightDecision Decide(WeightState state, WeightSnapshot snapshot, WeightSpec spec, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(spec);
        var decision = Decide(state.Memory, state.WorkspaceFor(snapshot), snapshot, spec, now);
        state.Remember(decision);
        return decision;
    }

    /// <summary>The same with arrays that are lent: the decision is in them, and whoever uses them next overwrites it.</summary>
    internal static WeightDecision Decide(WeightMemory memory, WeightWorkspace work, WeightSnapshot snapshot, WeightSpec spec, TimeSpan now)
    {
        memory.Align(snapshot);
        var inputs = new Inputs(memory, work, snapshot, spec, now);
        var report = new Report(inputs);
        report.Begin();
        new Intake(inputs).Run();
        FleetDemand.Update(inputs);
        var nodes = new NodeModel(inputs);
        nodes.Update();
        Distances.Complete(memory.Rtt, work.Rtt, inputs.Count, work.Scratch);
        Distances.Complete(memory.SlowRtt, work.SlowRtt, inputs.Count, work.Scratch);
        Distances.AddErrors(inputs, work.Rtt, TimeSpan.Zero);
        Distances.AddErrors(inputs, work.SlowRtt, spec.FailoverGrace);
        Distances.Mean(work.SlowRtt, work.Demand, work.Distance);
        var endpoints = new EndpointModel(inputs, nodes);
        if (spec.Strategy != WeightStrategy.Traffic) new ReplicaLoop(inputs, nodes, endpoints).Run();
        else report.KeepReplicas();
        if (spec.Strategy != WeightStrategy.Endpoints) new TrafficLoop(inputs, nodes).Run();
        report.End(nodes, endpoints);
        if (spec.Strategy == WeightStrategy.Endpoints && work.Decision.ReplicasChanged) Causes.Anchor(inputs);
        return work.Decision;
    }
}
