using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Metrics;
using Loadline.Operator.Rendering;
using Loadline.Operator.Sensing;
using Loadline.Operator.Weighing;
using Loadline.Placement.Scheduling;
using Loadline.Placement.Weights;
using Loadline.Registry;

namespace Loadline.Operator.Binding;

/// <summary>Runs the pure placement on what is known now, and applies what placement itself must not know: time.</summary>
internal sealed class PlacementStage(
    IClusterRegistry registry, MemberDirectory members, CapacityBookings bookings, WeightSensor sensor, DecisionMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan KindRecheck = TimeSpan.FromSeconds(15);

    /// <summary>Other words for the same division are worth a write to the hub no more often than this.</summary>
    private static readonly TimeSpan WordsApart = TimeSpan.FromSeconds(10);

    /// <summary>The outcome for one template.</summary>
    /// <param name="Facts">What the template asks for.</param>
    /// <param name="Targets">Where it goes; the previous targets when it could not be placed.</param>
    /// <param name="Failure">Why it could not be placed; null when it was.</param>
    /// <param name="LookAgainAfter">When time alone may change the outcome; null when it cannot.</param>
    internal sealed record Placed(WorkloadFacts Facts, IReadOnlyList<TargetCluster> Targets, ApplyFailure? Failure, TimeSpan? LookAgainAfter)
    {
        /// <summary>There is something new to report even if the targets are the same.</summary>
        public bool IsNews { get; init; }

        /// <summary>Why what an earlier leader remembered could not be taken over; null when it was, or there was nothing.</summary>
        public string? Forgotten { get; init; }
    }

    public Placed Place(Workload workload, KubeObject template, Policy policy, BindingView? binding)
    {
        var started = time.GetTimestamp();
        var key = workload.Key;
        var facts = WorkloadInterpreter.Read(template.Json, key.Resource.Group, key.Resource.Kind);
        var previous = (binding?.Spec.Clusters ?? []).Select(static c => new PlacementTarget(c.Name, c.Replicas)).ToArray();
        var forgotten = Recall(workload, binding, previous);
        var snapshot = registry.TakeSnapshot();
        var (evicted, lookAgain) = Evicted(policy, previous, snapshot);
        var kind = new Registry.ApiEnablement(key.Resource.ApiVersion, key.Resource.Kind);
        if (AskWhoLacks(kind, snapshot) && (lookAgain is null || lookAgain > KindRecheck)) lookAgain = KindRecheck;
        var wasMeasured = policy.Signals is null && StopMeasuring(workload);
        string? hold;
        var sameDemand = binding is not null && IsSameDemand(binding, policy, facts);
        var request = new PlacementRequest
        {
            Placement = policy.Placement,
            Kind = kind,
            Uid = template.Uid,
            Replicas = facts.Divisible ? facts.Replicas : 0,
            Requests = facts.Divisible ? ResourceUnits.ToRequests(facts.Requests.Select(static r => KeyValuePair.Create(r.Name, r.Quantity))) : null,
            Previous = previous,
            Evicted = evicted,
            ObservedAffinity = binding?.Status?.SchedulerObservingAffinityName ?? "",
            Fresh = binding?.IsRescheduleDue == true,
            DemandChanged = !sameDemand || IsFleetChanged(workload, snapshot.Topology),
            Measured = Measured(workload, policy, facts, hold = Hold(policy)),
        };
        PlacementResult result;
        var voluntary = false;
        TimeSpan? wait = null;
        lock (bookings.Gate)
        {
            var assumed = bookings.Current();
            result = Scheduler.Place(request with { Assumed = assumed }, snapshot, keepWorking: assumed is not null);
            if (result.IsPlaced)
            {
                // The weight loop minds intervals and windows itself.
                voluntary = policy.Signals is null && sameDemand && !request.Fresh && evicted.Count == 0 && policy.IsContinuous
                    && !Same(previous, result.Targets) && CouldStay(previous, result);
                wait = voluntary ? Wait(workload, policy) : null;
                if (wait is null) bookings.Book(key, previous, result.Targets, request.Requests);
            }
        }

        metrics.Took(time.GetElapsedTime(started));
        if (!result.IsPlaced)
        {
            Note(workload, result, snapshot.Topology, moved: false);
            metrics.Decided(policy, result.Outcome.ToString());
            // What runs keeps running: "nothing fits" is never a reason to take something down.
            return new(facts, binding?.Spec.Clusters ?? [], new(result.Outcome.ToString(), result.Message), lookAgain) { IsNews = wasMeasured, Forgotten = forgotten };
        }

        if (wait is { } left)
        {
            metrics.Held(policy.MoveWindows.IsOpen(time.GetUtcNow()) ? DecisionReasons.CoolDown : DecisionMetrics.OutsideWindow);
            return new(facts, binding!.Spec.Clusters ?? [], null, lookAgain is { } l && l < left ? l : left) { IsNews = wasMeasured, Forgotten = forgotten };
        }

        var moved = binding is not null && !Same(previous, result.Targets);
        if (policy.Signals is { } plan)
        {
            var pods = Selection(workload, facts);
            sensor.Watch(key, plan, pods, result.Targets);
            var isNews = Explain(workload, result, plan, pods, hold, snapshot.Topology);
            if (moved && result.Measured is { } outcome) metrics.Moved(previous, result.Targets, outcome.Reason is WeightReason.None ? DecisionReasons.Manual : outcome.Reason.ToString());
            else if (moved) metrics.Moved(previous, result.Targets, DecisionReasons.Manual);
            if (request.Fresh) Served(workload, binding);
            return new(facts, Targets(result), null, lookAgain) { IsNews = isNews, Forgotten = forgotten };
        }

        Note(workload, result, snapshot.Topology, moved && voluntary);
        if (request.Fresh) Served(workload, binding);
        metrics.Decided(policy, moved ? (voluntary ? "Rebalanced" : "Rescheduled") : "Unchanged");
        if (moved) metrics.Moved(previous, result.Targets, evicted.Count > 0 ? DecisionReasons.Down : voluntary ? DecisionReasons.Receiver : DecisionReasons.Manual);
        return new(facts, Targets(result), null, lookAgain) { IsNews = wasMeasured, Forgotten = forgotten };
    }

    /// <summary>What was measured, said and remembered under a policy that followed measured weights is of no use to one that does not.</summary>
    /// <returns>Whether there was anything to be said.</returns>
    private bool StopMeasuring(Workload workload)
    {
        bool wasMeasured;
        sensor.Pods.Set(workload.Key, null, []);
        lock (workload.Gate)
        {
            wasMeasured = workload.Explanation is not null || workload.SignalProblem is not null;
            workload.Memory = workload.Memory is { MovedAt: null } ? null : workload.Memory;
            workload.Route(null, TimeSpan.Zero, Clock);
            (workload.Explanation, workload.SignalProblem) = (null, null);
        }

        if (wasMeasured) workload.Loop = new();
        return wasMeasured;
    }

    private LoopClock Clock => new(time.GetUtcNow(), sensor.Now);

    /// <summary>The first decision of a new leader goes on from what the old one remembered.</summary>
    private string? Recall(Workload workload, BindingView? binding, PlacementTarget[] held)
    {
        lock (workload.Gate)
        {
            if (workload.IsRecalled) return null;
            workload.IsRecalled = true;
        }

        if (binding?.Status?.Decision is not { } last) return null;
        var problem = workload.Loop.Recall(last, held, Clock);
        // A move that was not reported any more was made a moment ago, or as long ago as it took to start: its interval begins now.
        var isUnreported = (last.Clusters ?? []).Any(c => c.DesiredReplicas is { } desired && desired != (Array.Find(held, t => t.Cluster == c.Name).Replicas ?? 0));
        lock (workload.Gate)
        {
            if (problem is null) workload.Memory = last.Memory;
            workload.MovedAt = isUnreported ? sensor.Now : problem is null && last.Memory?.MovedAt is { } at ? Clock.MomentOf(at) : null;
        }

        return problem;
    }

    private static List<TargetCluster> Targets(PlacementResult result) => [.. result.Targets.Select(static t => new TargetCluster { Name = t.Cluster, Replicas = t.Replicas })];

    private static void Served(Workload workload, BindingView? binding)
    {
        lock (workload.Gate) workload.RescheduledFor = binding!.Spec.RescheduleTriggeredAt;
    }

    private MeasuredInputs? Measured(Workload workload, Policy policy, WorkloadFacts facts, string? hold)
    {
        if (policy.Signals is not { } plan) return null;
        var busy = workload.Busy?.IsOf(facts.CpuLimit, facts.CpuRequest) == true ? workload.Busy : workload.Busy = new(facts.CpuLimit, facts.CpuRequest);
        return new()
        {
            CoresPerReplica = busy.Cores,
            Loop = workload.Loop,
            Now = sensor.Now,
            Origins = plan.Origins.Count == 0 ? null : plan.OriginNames,
            Measure = snapshot => sensor.Fill(snapshot, plan, workload.Key, Selection(workload, facts), busy),
            MayMove = hold is null,
        };
    }

    private static PodSelection? Selection(Workload workload, WorkloadFacts facts) =>
        facts.PodSelector is { } selector && workload.Key.Namespace is { } ns ? new(ns, selector) : null;

    /// <summary>What keeps all replicas where they are, beyond the loop's own reasons; null for nothing.</summary>
    private string? Hold(Policy policy)
    {
        if (policy.Signals is null) return null;
        var now = time.GetUtcNow();
        if (policy.MoveWindows.IsOpen(now)) return null;
        return policy.MoveWindows.NextOpening(now) is { } next
            ? FormattableString.Invariant($"outside of safety.moveWindows; the next opens at {next:yyyy-MM-ddTHH:mmZ}")
            : "outside of safety.moveWindows, and none opens again";
    }

    /// <summary>Keeps a decision by measured weights for the status, if it says something new: a division at once, mere words now and then.</summary>
    private bool Explain(Workload workload, PlacementResult result, SignalPlan plan, PodSelection? pods, string? hold, ClusterTopology fleet)
    {
        if (result.Measured is not { } outcome)
        {
            Note(workload, result, fleet, moved: false);
            return SetProblem(workload, new(SignalReasons.NotMeasured, "nothing is measured of any member yet; the prior split holds, or room"));
        }

        var isNews = SetProblem(workload, sensor.Problem(outcome.Names, plan));
        var (division, words) = Explanation.Identify(result, outcome, hold, sensor.Basis(outcome.Names, plan, pods));
        Explanation? last;
        lock (workload.Gate)
        {
            (last, workload.Fleet) = (workload.Explanation, fleet);
            isNews |= workload.Route(outcome.Traffic, WordsApart, Clock);
        }

        if (last?.Division == division && (last.Words == words || time.GetElapsedTime(last.Stamp) < WordsApart)) return isNews;
        var measurements = outcome.Names.ToDictionary(static n => n, n => sensor.Describe(n, plan, pods), StringComparer.Ordinal);
        var explanation = new Explanation(outcome, measurements, hold, division, words, time.GetTimestamp());
        metrics.Decided(outcome.Mode.ToString(), explanation.Reason ?? "Unchanged");
        if (!outcome.ReplicasChanged && explanation.Reason is { } reason) metrics.Held(hold is null ? reason : DecisionMetrics.OutsideWindow);
        Note(workload, result, fleet, moved: false);
        var memory = workload.Loop.Remember(Clock);
        lock (workload.Gate) (workload.Explanation, workload.Memory) = (explanation, memory);
        return true;
    }

    private static bool SetProblem(Workload workload, SignalProblem? problem)
    {
        lock (workload.Gate)
        {
            if (workload.SignalProblem == problem) return false;
            workload.SignalProblem = problem;
            return true;
        }
    }

    /// <summary>The template is placed no more: the room that was promised to it is free.</summary>
    public void Forget(TemplateKey key)
    {
        bookings.Forget(key);
        sensor.Pods.Set(key, null, []);
    }

    /// <summary>
    /// Members that do not serve the kind are asked again soon: an API may have been installed since they were asked last. True when there are
    /// such members.
    /// </summary>
    private bool AskWhoLacks(Registry.ApiEnablement kind, ClusterSnapshot snapshot)
    {
        var served = snapshot.Topology.TryGetServing(kind, out var serving);
        var lacking = false;
        for (var i = 0; i < snapshot.Count; i++)
        {
            // Of a member that was never reached nothing is known; reaching it will tell.
            if ((served && serving!.Contains(i)) || snapshot.Members[i].ApiEnablements.Count == 0) continue;
            lacking = true;
            members.Find(snapshot.Members[i].Name)?.RefreshApis();
        }

        return lacking;
    }

    private void Note(Workload workload, PlacementResult result, ClusterTopology fleet, bool moved)
    {
        lock (workload.Gate)
        {
            workload.Fleet = fleet;
            workload.Decision = result;
            workload.DecidedAt = time.GetUtcNow();
            if (!moved) return;
            workload.MovedAt = sensor.Now;
            workload.Memory = new() { Version = DecisionMemory.CurrentVersion, MovedAt = WholeSeconds.Up(workload.DecidedAt) };
        }
    }

    /// <summary>Whether members came or went since the last decision; after a restart they did not.</summary>
    private static bool IsFleetChanged(Workload workload, ClusterTopology now)
    {
        ClusterTopology? before;
        lock (workload.Gate) before = workload.Fleet;
        return before is not null && !ReferenceEquals(before, now) && !before.Names.SequenceEqual(now.Names);
    }

    /// <summary>
    /// Members that the workload must leave: those with a NoExecute taint that it does not tolerate, and those that were lost for longer than
    /// the policy tolerates; and when the next one will have been.
    /// </summary>
    private (IReadOnlyList<string> Evicted, TimeSpan? LookAgainAfter) Evicted(Policy policy, PlacementTarget[] previous, ClusterSnapshot snapshot)
    {
        List<string>? evicted = null;
        foreach (var (taint, tainted) in snapshot.Topology.Taints)
        {
            // Health has taints of its own; what follows from those is the failover below.
            if (taint.Effect != TaintEffect.NoExecute || taint.Key is WellKnown.NotReadyTaint or WellKnown.UnreachableTaint || policy.Placement.Tolerates(taint)) continue;
            foreach (var target in previous)
                if (snapshot.TryIndexOf(target.Cluster, out var index) && tainted.Contains(index)) (evicted ??= []).Add(target.Cluster);
        }

        if (policy.FailoverAfter is not { } after) return (evicted ?? [], null);
        TimeSpan? next = null;
        foreach (var member in members.All)
        {
            if (member.Health.LostSince is not { } lostSince) continue;
            var left = after - (time.GetUtcNow() - lostSince);
            if (left <= TimeSpan.Zero) (evicted ??= []).Add(member.Name);
            else if (Array.Exists(previous, p => p.Cluster == member.Name) && (next is null || left < next)) next = left;
        }

        return (evicted ?? [], next);
    }

    /// <summary>How long a voluntary move has to wait: for the policy's interval, and for a window.</summary>
    private TimeSpan? Wait(Workload workload, Policy policy)
    {
        var now = time.GetUtcNow();
        if (policy.MoveWindows.IsOpen(now)) return Dwell(workload, policy);
        return policy.MoveWindows.NextOpening(now) is { } next ? next - now : TimeSpan.FromDays(1);
    }

    private TimeSpan? Dwell(Workload workload, Policy policy)
    {
        TimeSpan? movedAt;
        lock (workload.Gate) movedAt = workload.MovedAt;
        return movedAt + policy.MinInterval - sensor.Now is { } left && left > TimeSpan.Zero ? left : null;
    }

    /// <summary>True when neither the user nor the policy asked for something else: whatever moves, moves by our own wish.</summary>
    private static bool IsSameDemand(BindingView binding, Policy policy, WorkloadFacts facts) =>
        binding.Spec.Replicas == (facts.Divisible ? facts.Replicas : null)
        && (binding.Spec.Clusters?.Count ?? 0) > 0
        && binding.Spec.PolicyRef?.Uid == policy.Source.Uid
        && binding.Spec.Placement is { } before && policy.Spec.Placement is { } now
        && PlacementHash.CanonicalJson(before).Span.SequenceEqual(PlacementHash.CanonicalJson(now).Span);

    /// <summary>
    /// Whether every member might go on holding the workload. What must leave, because of a jurisdiction, a label or the member's own end, does not
    /// move by our wish. Asked only when something moves: the reasons may cost the decision once more.
    /// </summary>
    private static bool CouldStay(PlacementTarget[] previous, PlacementResult result)
    {
        var refused = result.Decision.Members.Where(static m => m.RefusedBy is not null).Select(static m => m.Cluster).ToHashSet(StringComparer.Ordinal);
        return refused.Count == 0 || !Array.Exists(previous, p => refused.Contains(p.Cluster));
    }

    private static bool Same(PlacementTarget[] previous, IReadOnlyList<PlacementTarget> next)
    {
        if (previous.Length != next.Count) return false;
        foreach (var target in next)
            if (Array.IndexOf(previous, target) < 0) return false;
        return true;
    }
}
