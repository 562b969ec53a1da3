using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Metrics;
using Loadline.Operator.Rendering;
using Loadline.Operator.Sensing;
using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Operator.Binding;

/// <summary>Runs the pure placement on what is known now, and applies what placement itself must not know: time.</summary>
internal sealed class PlacementStage(IClusterRegistry registry, MemberDirectory members, CapacityBookings bookings, DecisionMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan KindRecheck = TimeSpan.FromSeconds(15);

    /// <summary>The outcome for one template.</summary>
    /// <param name="Facts">What the template asks for.</param>
    /// <param name="Targets">Where it goes; the previous targets when it could not be placed.</param>
    /// <param name="Failure">Why it could not be placed; null when it was.</param>
    /// <param name="LookAgainAfter">When time alone may change the outcome; null when it cannot.</param>
    internal sealed record Placed(WorkloadFacts Facts, IReadOnlyList<TargetCluster> Targets, ApplyFailure? Failure, TimeSpan? LookAgainAfter);

    public Placed Place(Workload workload, KubeObject template, Policy policy, BindingView? binding)
    {
        var started = time.GetTimestamp();
        var key = workload.Key;
        var facts = WorkloadInterpreter.Read(template.Json, key.Resource.Group, key.Resource.Kind);
        var previous = (binding?.Spec.Clusters ?? []).Select(static c => new PlacementTarget(c.Name, c.Replicas)).ToArray();
        var snapshot = registry.TakeSnapshot();
        var (evicted, lookAgain) = Evicted(policy, previous, snapshot);
        var kind = new Registry.ApiEnablement(key.Resource.ApiVersion, key.Resource.Kind);
        if (AskWhoLacks(kind, snapshot) && (lookAgain is null || lookAgain > KindRecheck)) lookAgain = KindRecheck;
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
            Fresh = IsRescheduleDue(binding),
            DemandChanged = !sameDemand || IsFleetChanged(workload, snapshot.Topology),
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
                voluntary = sameDemand && !request.Fresh && evicted.Count == 0 && policy.IsContinuous && !Same(previous, result.Targets);
                wait = voluntary ? Dwell(workload, policy) : null;
                if (wait is null) bookings.Book(key, previous, result.Targets, request.Requests);
            }
        }

        metrics.Took(time.GetElapsedTime(started));
        if (!result.IsPlaced)
        {
            Note(workload, result, snapshot.Topology, moved: false);
            metrics.Decided(policy, result.Outcome.ToString());
            // What runs keeps running: "nothing fits" is never a reason to take something down.
            return new(facts, binding?.Spec.Clusters ?? [], new(result.Outcome.ToString(), result.Message), lookAgain);
        }

        if (wait is { } left)
        {
            metrics.Held("CoolDown");
            return new(facts, binding!.Spec.Clusters ?? [], null, lookAgain is { } l && l < left ? l : left);
        }

        var moved = binding is not null && !Same(previous, result.Targets);
        Note(workload, result, snapshot.Topology, moved && voluntary);
        if (request.Fresh) lock (workload.Gate) workload.RescheduledFor = binding!.Spec.RescheduleTriggeredAt;
        metrics.Decided(policy, moved ? (voluntary ? "Rebalanced" : "Rescheduled") : "Unchanged");
        if (moved) metrics.Moved(previous, result.Targets, evicted.Count > 0 ? DecisionReasons.Down : voluntary ? DecisionReasons.Receiver : DecisionReasons.Manual);
        return new(facts, [.. result.Targets.Select(static t => new TargetCluster { Name = t.Cluster, Replicas = t.Replicas })], null, lookAgain);
    }

    /// <summary>The template is placed no more: the room that was promised to it is free.</summary>
    public void Forget(TemplateKey key) => bookings.Forget(key);

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
            if (moved) workload.MovedAt = time.GetTimestamp();
        }
    }

    /// <summary>Somebody asked for a new division (<c>spec.rescheduleTriggeredAt</c>) and none was made since.</summary>
    public static bool IsRescheduleDue(BindingView? binding) =>
        binding?.Spec.RescheduleTriggeredAt is { } asked && !(binding.Status?.LastScheduledTime >= ToSeconds(asked));

    /// <summary>The hub keeps times in whole seconds.</summary>
    private static DateTimeOffset ToSeconds(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), time.Offset);

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
            if (member.Health.State is HealthState.Ready or HealthState.Suspect) continue;
            var left = after - (time.GetUtcNow() - member.Health.Since);
            if (left <= TimeSpan.Zero) (evicted ??= []).Add(member.Name);
            else if (Array.Exists(previous, p => p.Cluster == member.Name) && (next is null || left < next)) next = left;
        }

        return (evicted ?? [], next);
    }

    private TimeSpan? Dwell(Workload workload, Policy policy)
    {
        long movedAt;
        lock (workload.Gate) movedAt = workload.MovedAt;
        if (movedAt == 0) return null;
        var left = policy.MinInterval - time.GetElapsedTime(movedAt);
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>True when neither the user nor the policy asked for something else: whatever moves, moves by our own wish.</summary>
    private static bool IsSameDemand(BindingView binding, Policy policy, WorkloadFacts facts) =>
        binding.Spec.Replicas == (facts.Divisible ? facts.Replicas : null)
        && (binding.Spec.Clusters?.Count ?? 0) > 0
        && binding.Spec.PolicyRef?.Uid == policy.Source.Uid
        && binding.Spec.Placement is { } before && policy.Spec.Placement is { } now
        && PlacementHash.CanonicalJson(before).Span.SequenceEqual(PlacementHash.CanonicalJson(now).Span);

    private static bool Same(PlacementTarget[] previous, IReadOnlyList<PlacementTarget> next)
    {
        if (previous.Length != next.Count) return false;
        foreach (var target in next)
            if (Array.IndexOf(previous, target) < 0) return false;
        return true;
    }
}
