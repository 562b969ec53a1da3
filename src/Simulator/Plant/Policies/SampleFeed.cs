using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>Turns what the sensors of the plant report into snapshots of the weight loop, and keeps the loop's state.</summary>
internal sealed class SampleFeed(WeightSpec spec)
{
    private WeightSnapshot? _snapshot;

    public WeightState State { get; set; } = new();

    public WeightSpec Spec { get; set; } = spec;

    /// <summary>Which signals are there: 2 all, 1 round trips and the CPU of nodes and pods, 0 round trips and the CPU of nodes.</summary>
    public int Tier { get; init; } = 2;

    /// <summary>Members that are in the fleet; null for all.</summary>
    public Func<double, int, bool>? Joined { get; init; }

    /// <summary>Room that a member has, where it is not the topology's.</summary>
    public Func<int, int>? Cap { get; init; }

    /// <summary>Least replicas of a member.</summary>
    public int MinReplicas { get; init; }

    /// <summary>Whether origins count the requests that fail.</summary>
    public bool CountsErrors { get; init; } = true;

    public WeightSnapshot Fill(in PlantView view)
    {
        var topology = view.Plant.Topology;
        var snapshot = _snapshot ??= new WeightSnapshot(topology.Members, topology.Members);
        snapshot.Replicas = view.Plant.Scenario.Replicas?.Invoke(view.Time) ?? topology.Replicas;
        var received = TimeSpan.FromSeconds(view.Report.Received);
        for (var i = 0; i < view.Count; i++) Fill(view, i, received, ref snapshot.Members[i]);
        for (var j = 0; j < view.Count; j++)
        {
            snapshot.Origins[j].Demand = Tier >= 2 ? view.Report.Demand[j] : double.NaN;
            snapshot.Origins[j].Weight = topology.Demand[j];
            snapshot.Origins[j].Time = received;
        }

        for (var k = 0; k < snapshot.RttMs.Length; k++) snapshot.RttMs[k] = view.Plant.Up[k % view.Count] ? view.Report.Rtt[k] : double.NaN;
        return snapshot;
    }

    public WeightDecision Decide(in PlantView view) => WeightLoop.Decide(State, Fill(view), Spec, TimeSpan.FromSeconds(view.Time));

    private void Fill(in PlantView view, int i, TimeSpan received, ref MemberSample sample)
    {
        var (report, pods, topology) = (view.Report, view.Plant.Pods, view.Plant.Topology);
        sample.Ready = pods.Ready(i);
        sample.Assigned = pods.Assigned(i);
        sample.Cap = Cap?.Invoke(i) ?? topology.Cap(i);
        sample.MinReplicas = MinReplicas;
        sample.Healthy = view.Healthy[i];
        sample.Completions = Tier >= 2 ? report.Completions[i] : double.NaN;
        sample.Utilization = Tier >= 1 ? report.Utilization[i] : double.NaN;
        sample.ServiceLatencyMs = Tier >= 2 ? report.Inside[i] : double.NaN;
        sample.NodeCpu = report.NodeCpu[i];
        sample.Cores = topology.Cores[i];
        sample.OwnCores = double.NaN;
        sample.RttTime = received;
        sample.ErrorRatio = CountsErrors && Tier >= 2 ? report.Errors[i] : double.NaN;
        sample.ErrorTime = received;
        if (!double.IsNaN(report.NodeCpu[i])) sample.LoadTime = received;
    }
}
