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
internal sealed class PlacementStage(IClusterRegistry registry, MemberDirectory members, DecisionMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan MissingKind = TimeSpan.FromSeconds(10);

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
        var (evicted, lookAgain) = Evicted(policy, previous);
        var snapshot = registry.TakeSnapshot();
        var result = Scheduler.Place(
            new()
            {
                Placement = policy.Placement,
                Kind = new(key.Resource.ApiVersion, key.Resource.Kind),
                Uid = template.Uid,
                Replicas = facts.Divisible ? facts.Replicas : 0,
                Requests = facts.Divisible ? ResourceUnits.ToRequests(facts.Requests.Select(static r => KeyValuePair.Create(r.Name, r.Quantity))) : null,
                Previous = previous,
                Evicted = evicted,
                ObservedAffinity = binding?.Status?.SchedulerObservingAffinityName ?? "",
            },
            snapshot);
        metrics.Took(time.GetElapsedTime(started));
        if (AskForKind(key, snapshot)) lookAgain = lookAgain is { } sooner && sooner < MissingKind ? sooner : MissingKind;
        if (!result.IsPlaced)
        {
            Note(workload, result, moved: false);
            metrics.Decided(policy, result.Outcome.ToString());
            // What runs keeps running: "nothing fits" is never a reason to take something down.
            return new(facts, binding?.Spec.Clusters ?? [], new(result.Outcome.ToString(), result.Message), lookAgain);
        }

        var voluntary = binding is not null && evicted.Count == 0 && policy.IsContinuous && IsSameDemand(binding, policy, facts) && !Same(previous, result.Targets);
        if (voluntary && Dwell(workload, policy) is { } wait)
        {
            metrics.Held("CoolDown");
            return new(facts, binding!.Spec.Clusters ?? [], null, lookAgain is { } l && l < wait ? l : wait);
        }

        var moved = binding is not null && !Same(previous, result.Targets);
        Note(workload, result, moved && voluntary);
        metrics.Decided(policy, moved ? (voluntary ? "Rebalanced" : "Rescheduled") : "Unchanged");
        if (moved) metrics.Moved(previous, result.Targets, evicted.Count > 0 ? DecisionReasons.Down : voluntary ? DecisionReasons.Receiver : DecisionReasons.Manual);
        return new(facts, [.. result.Targets.Select(static t => new TargetCluster { Name = t.Cluster, Replicas = t.Replicas })], null, lookAgain);
    }

    /// <summary>A member that does not serve the kind may be about to: it is asked again, and the template looked at again.</summary>
    private bool AskForKind(TemplateKey key, ClusterSnapshot snapshot)
    {
        var kind = new Registry.ApiEnablement(key.Resource.ApiVersion, key.Resource.Kind);
        var missing = false;
        foreach (var state in snapshot.Members)
        {
            if (state.ApiEnablements.Contains(kind) || members.Find(state.Name) is not { IsReachable: true } member) continue;
            member.RefreshApis();
            missing = true;
        }

        return missing;
    }

    private void Note(Workload workload, PlacementResult result, bool moved)
    {
        lock (workload.Gate)
        {
            workload.Decision = result;
            workload.DecidedAt = time.GetUtcNow();
            if (moved) workload.MovedAt = time.GetTimestamp();
        }
    }

    /// <summary>Members that were lost for longer than the policy tolerates, and when the next one will have been.</summary>
    private (IReadOnlyList<string> Evicted, TimeSpan? LookAgainAfter) Evicted(Policy policy, PlacementTarget[] previous)
    {
        if (policy.FailoverAfter is not { } after) return ([], null);
        List<string>? evicted = null;
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
