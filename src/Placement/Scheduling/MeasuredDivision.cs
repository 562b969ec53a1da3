using Loadline.Placement.Compilation;
using Loadline.Placement.Weights;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Divides by the weight loop: hands it room, bounds and the present division with what is measured, and takes its answer. A member that is lost
/// keeps what it has and gets nothing new; only eviction empties it.
/// </summary>
internal static class MeasuredDivision
{
    private const double MilliCores = 1000;

    /// <summary>Any moment will do where nothing is remembered.</summary>
    private static readonly TimeSpan Noon = TimeSpan.FromDays(0.5);

    /// <summary>Whether anything is measured that a weight could follow.</summary>
    public static bool IsMeasured(Workspace work, ReadOnlySpan<int> members)
    {
        if (work.Request.Measured?.Measure is not null) return true;
        foreach (var i in members)
            if (!double.IsNaN(work.Columns.Rtt[i]) || !double.IsNaN(work.Columns.Load[i])) return true;
        return false;
    }

    /// <summary>Writes <see cref="Workspace.Assigned"/> of all members, lost ones included.</summary>
    /// <param name="work">The decision; caps and floors of usable members are set.</param>
    /// <param name="members">Every selected member.</param>
    /// <param name="replicas">Replicas to divide over them.</param>
    public static void Run(Workspace work, ReadOnlySpan<int> members, int replicas)
    {
        var request = work.Request;
        var order = work.Order[..members.Length];
        members.CopyTo(order);
        order.Sort();
        var inputs = request.Measured ?? new() { Loop = new(), Now = Noon };
        if (request.Fresh) inputs.Loop.Reset();
        var tier = inputs.Loop.Of(order.Length == 0 ? 0 : work.Tiers[order[0]]);
        var scratch = request.Placement.LendScratch();
        var snapshot = scratch.Snapshot(order, work.Snapshot.Topology.Names, inputs.Origins);
        snapshot.Replicas = replicas;
        for (var m = 0; m < order.Length; m++) Fill(work, order[m], ref snapshot.Members[m]);
        if (inputs.Measure is { } measure) measure(snapshot);
        else TakeSignals(work, order, snapshot, inputs.Now);
        KeepToPrior(work, order, snapshot, replicas);
        var weighting = request.Placement.Weighting;
        var mayMove = inputs.MayMove && (weighting.Rebalance == RebalanceStrategy.Continuous || (weighting.Rebalance == RebalanceStrategy.OnChange && request.DemandChanged));
        var spec = tier.Spec(weighting.Loop, request.Uid, inputs.CoresPerReplica ?? CoresPerReplica(request), weighting.Budget(request.Replicas), mayMove);
        var decision = WeightLoop.Decide(tier.Memory, scratch.Work(snapshot), snapshot, spec, inputs.Now);
        if (request.Measured is null && !decision.ReplicasChanged)
        {
            // Who remembers nothing asks what the measurements come to, not whether the last move is long enough ago.
            TakeSignals(work, order, snapshot, Noon + spec.MinInterval);
            decision = WeightLoop.Decide(tier.Memory, scratch.Work(snapshot), snapshot, spec, Noon + spec.MinInterval);
        }

        for (var m = 0; m < order.Length; m++)
        {
            work.Assigned[order[m]] = decision.Members[m].Desired;
            work.Weights[order[m]] = Math.Max(0, decision.Members[m].Proposed);
        }

        work.Outcome ??= new(decision) { Traffic = Traffic(tier, scratch, snapshot, spec, decision, inputs) };
        request.Placement.TakeBack(scratch);
    }

    private static TrafficWeights Traffic(MeasuredLoop.Tier tier, MeasuredScratch scratch, WeightSnapshot snapshot, WeightSpec spec, WeightDecision replicas, MeasuredInputs inputs) =>
        inputs.Origins is null || snapshot.Names.Length > TrafficWeights.MaxMembers
            ? TrafficWeights.ByReplicas(snapshot, replicas)
            : TrafficWeights.ByOrigin(WeightLoop.Decide(tier.Traffic, scratch.Work(snapshot), snapshot, tier.TrafficSpec(spec), inputs.Now));

    private static void Fill(Workspace work, int i, ref MemberSample sample)
    {
        var isUsable = work.Snapshot.Usable.Contains(i);
        var held = work.Request.Fresh ? 0 : work.Previous[i];
        sample.Healthy = isUsable;
        sample.Assigned = work.Request.Fresh && !isUsable ? work.Previous[i] : held;
        sample.Ready = sample.Assigned;
        // Whatever the loop would like, a lost member gets nothing new.
        sample.Cap = isUsable ? work.Caps[i] : work.Previous[i];
        sample.MinReplicas = isUsable ? work.Floors[i] : work.Previous[i];
        sample.MaxReplicas = isUsable ? work.MaxReplicas(i) : int.MaxValue;
        if (work.Columns.Cpu[i] > 0) sample.Cores = work.Columns.Cpu[i] / MilliCores;
    }

    private static void TakeSignals(Workspace work, ReadOnlySpan<int> order, WeightSnapshot snapshot, TimeSpan now)
    {
        for (var m = 0; m < order.Length; m++)
        {
            var (rtt, load) = (work.Columns.Rtt[order[m]], work.Columns.Load[order[m]]);
            ref var sample = ref snapshot.Members[m];
            if (!double.IsNaN(rtt)) (sample.RttTime, snapshot.RttMs[m]) = (now, rtt);
            if (!double.IsNaN(load)) (sample.LoadTime, sample.NodeCpu) = (now, load);
        }
    }

    /// <summary>A member of which no round trip was ever measured gets its share of the prior split, where the policy states one.</summary>
    private static void KeepToPrior(Workspace work, ReadOnlySpan<int> order, WeightSnapshot snapshot, int replicas)
    {
        if (work.Bound.StaticWeights is not { } prior) return;
        long total = 0;
        foreach (var i in order) total += prior[i];
        if (total <= 0) return;
        for (var m = 0; m < order.Length; m++)
        {
            ref var sample = ref snapshot.Members[m];
            if (!sample.Healthy || IsMeasured(snapshot, m)) continue;
            var share = (int)Math.Clamp(Math.Round((double)prior[order[m]] * replicas / total), sample.MinReplicas, Math.Max(sample.MinReplicas, sample.Cap));
            (sample.MinReplicas, sample.MaxReplicas) = (share, share);
        }
    }

    private static bool IsMeasured(WeightSnapshot snapshot, int member)
    {
        for (var j = 0; j < snapshot.OriginNames.Length; j++)
            if (!double.IsNaN(snapshot.RttMs[(j * snapshot.Names.Length) + member])) return true;
        return false;
    }

    /// <summary>What a busy replica uses: what it asks for, or a core.</summary>
    private static double CoresPerReplica(PlacementRequest request)
    {
        for (var i = 0; request.Requests is { } requests && i < requests.Count; i++)
            if (requests[i].Key == "cpu" && requests[i].Value > 0) return requests[i].Value / MilliCores;
        return WeightSpec.Default.CoresPerReplica;
    }
}
