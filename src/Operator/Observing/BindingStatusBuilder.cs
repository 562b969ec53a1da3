using System.Globalization;
using System.Text.Json;
using Loadline.Crds;
using Loadline.Operator.Binding;
using Loadline.Operator.Weighing;
using Loadline.Placement.Weights;

namespace Loadline.Operator.Observing;

/// <summary>One member's part in a binding, as it stands.</summary>
/// <param name="Name">Member.</param>
/// <param name="IsTarget">The binding places something there.</param>
/// <param name="Desired">Replicas that it should get; null for copies.</param>
/// <param name="MayHold">It may hold an object of the binding.</param>
/// <param name="Applied">It holds the present intent.</param>
/// <param name="Failure">Why it does not.</param>
/// <param name="Held">What is held back.</param>
/// <param name="Row">What was seen there.</param>
internal sealed record MemberPart(
    string Name, bool IsTarget, int? Desired, bool MayHold, bool Applied, ApplyFailure? Failure, HeldWrite? Held, MemberRow? Row)
{
    /// <summary>There is no such MemberCluster. What it may hold cannot be taken out, and nothing waits for that.</summary>
    public bool IsGone { get; init; }

    /// <summary>It has to be cleaned up before the binding may go.</summary>
    public bool MustBeCleaned => MayHold && !IsGone;
}

/// <summary>Writes a binding's status from its parts. Pure.</summary>
internal static class BindingStatusBuilder
{
    private const int MaxListed = 100;

    // The schema's limits: a status that breaks one of them is refused as a whole.
    private const int MaxHeld = 256;
    private const int MaxReleasedBy = 1024;
    private const int MaxApplyMessage = 32768;

    private const int MaxHistory = 16;

    public static ResourceBindingStatus Build(
        BindingView binding, IReadOnlyList<MemberPart> parts, ApplyFailure? placementFailure, Decision? decision, string affinityName, DateTimeOffset now,
        WeightView? weights = null)
    {
        var before = binding.Status;
        var generation = binding.Object.Generation;
        var targets = parts.Where(static p => p.IsTarget).ToList();
        var applied = targets.Count(static p => p.Applied);
        var ready = targets.Sum(static p => p.Row?.Status.Ready ?? 0);
        var wanted = targets.Sum(static p => p.Desired ?? 0);
        return new()
        {
            SchedulerObservedGeneration = generation,
            SchedulerObservingAffinityName = affinityName.Length > 0 ? affinityName : null,
            LastScheduledTime = decision?.Time ?? before?.LastScheduledTime,
            Summary = new()
            {
                Clusters = $"{applied}/{targets.Count}",
                Replicas = binding.Spec.Replicas is null ? null : $"{ready}/{wanted}",
                Traffic = TrafficRecord.Summary(decision ?? before?.Decision),
                Weights = binding.Spec.Replicas is null or 0 || targets.Count == 0 ? null : string.Join(' ', targets.Take(8).Select(t => $"{t.Name}:{Percent(t.Desired, wanted)}")),
            },
            Conditions = Conditions(binding, parts, targets, placementFailure, applied, now, weights, isPlaced: decision is not null),
            AggregatedStatus = [.. targets.Take(MaxListed).Select(Aggregate)],
            AppliedClusters = [.. parts.Where(static p => p.MayHold).Select(static p => p.Name)],
            Held = parts.Any(static p => p.Held is not null)
                ? [.. parts.Where(static p => p.Held is not null).Take(MaxHeld).Select(static p => new HeldAction
                {
                    Cluster = p.Name, Action = p.Held!.Action, Reason = p.Held.Reason, ReleasedBy = Shortened.To(MaxReleasedBy, p.Held.ReleasedBy), Since = p.Held.Since,
                })]
                : null,
            Decision = decision ?? before?.Decision,
            DecisionHistory = History(before, decision),
        };
    }

    private static IReadOnlyList<Kubernetes.Models.V1Condition> Conditions(
        BindingView binding, IReadOnlyList<MemberPart> parts, List<MemberPart> targets, ApplyFailure? placementFailure, int applied, DateTimeOffset now,
        WeightView? weights, bool isPlaced)
    {
        var set = new ConditionSet(binding.Status?.Conditions, binding.Object.Generation, now);
        var scheduled = placementFailure is null;
        var scheduledMessage = placementFailure?.Message ?? (targets.Count == 0 ? "nothing to place" : $"placed on {string.Join(", ", targets.Take(10).Select(static t => t.Name))}");
        set.Set(BindingConditions.Scheduled, scheduled, placementFailure?.Reason ?? BindingReasons.Success, scheduledMessage);

        var failures = parts.Where(static p => p.Failure is not null).ToList();
        var fully = applied == targets.Count;
        var (appliedReason, appliedMessage) = binding.Spec.Mode == PolicyMode.Preview
            ? (BindingReasons.Preview, "the policy is in mode Preview: decided and reported, nothing written")
            : failures.Count > 0
                ? (failures.All(static f => f.Failure!.Reason == BindingReasons.MemberUnreachable) ? BindingReasons.MemberUnreachable : BindingReasons.FullyAppliedFailed,
                    string.Join("; ", failures.Take(5).Select(static f => f.Failure!.Message)))
                : fully ? (BindingReasons.FullyAppliedSuccess, $"all {targets.Count} members hold it")
                    : (BindingReasons.Applying, $"{applied} of {targets.Count} members hold it");
        set.Set(BindingConditions.FullyApplied, fully && failures.Count == 0, appliedReason, appliedMessage);

        var (available, availableReason, availableMessage) = Availability(targets, fully);
        set.Set(BindingConditions.Available, available, availableReason, availableMessage);

        var conflicts = failures.Where(static f => f.Failure!.Reason == BindingConditions.Conflicted).ToList();
        if (conflicts.Count > 0 || Had(binding, BindingConditions.Conflicted))
            set.Set(BindingConditions.Conflicted, conflicts.Count > 0, conflicts.Count > 0 ? BindingReasons.ObjectNotManaged : BindingReasons.NoConflict,
                conflicts.Count > 0 ? string.Join("; ", conflicts.Take(5).Select(static c => c.Failure!.Message)) : "no object of somebody else is in the way");

        var suspended = parts.Where(static p => p.Held?.Reason is BindingReasons.SuspendedBySpec or BindingReasons.Paused).ToList();
        if (suspended.Count > 0 || Had(binding, BindingConditions.Suspended))
            set.Set(BindingConditions.Suspended, suspended.Count > 0, suspended.Count > 0 ? suspended[0].Held!.Reason : BindingReasons.NotSuspended,
                suspended.Count > 0
                    ? $"dispatching is suspended for {string.Join(", ", suspended.Take(10).Select(static s => s.Name))}, until {suspended[0].Held!.ReleasedBy}"
                    : "dispatching is not suspended");

        var held = parts.Where(static p => p.Held is { } h && h.Reason is not (BindingReasons.SuspendedBySpec or BindingReasons.Paused)).ToList();
        if (held.Count > 0 || Had(binding, BindingConditions.Held))
            set.Set(BindingConditions.Held, held.Count > 0, held.Count > 0 ? held[0].Held!.Reason : "NothingHeld",
                held.Count > 0 ? string.Join("; ", held.Take(5).Select(static h => $"{h.Name}: {h.Held!.Action} held, released by {h.Held.ReleasedBy}")) : "no write is held");

        if (weights is not null) Weights(set, weights);
        else if (!isPlaced && SignalPlan.Of(binding.Spec.Placement?.ReplicaScheduling) is not null) KeepWeights(set);
        if (binding.Object.IsDeleting)
        {
            var left = parts.Where(static p => p.MustBeCleaned).Select(static p => p.Name).ToList();
            set.Set(BindingConditions.CleanupBlocked, left.Count > 0, left.Count > 0 ? "WaitingForMembers" : "Clean",
                left.Count > 0 ? $"still to be cleaned up: {string.Join(", ", left.Take(10))}" : "no member holds anything of this binding");
        }

        var sound = scheduled && fully && failures.Count == 0;
        var (readyReason, readyMessage) = !scheduled ? (placementFailure!.Reason, scheduledMessage)
            : !sound ? (appliedReason, appliedMessage)
            : available == true ? ("Ready", "placed, applied and available")
            : (availableReason, availableMessage);
        set.Set(BindingConditions.Ready, sound ? available : false, readyReason, readyMessage);
        return set.All;
    }

    private static void Weights(ConditionSet set, WeightView weights)
    {
        set.Set(BindingConditions.WeightsFresh, weights.Problem is null, weights.Problem?.Reason ?? SignalReasons.Measured,
            weights.Problem?.Message ?? "latency and load of every member were measured recently");
        if (weights.Explanation is not { } explanation) return;
        set.Set(BindingConditions.Stable, !explanation.IsMoving, explanation.IsMoving ? BindingReasons.Moving : BindingReasons.Settled,
            explanation.IsMoving ? "replicas that were decided are on their way" : "nothing is on the move");
        var isShort = explanation.Outcome.Mode == WeightMode.Crunch;
        set.Set(BindingConditions.CapacitySufficient, !isShort, isShort ? BindingReasons.Crunch : BindingReasons.Enough,
            isShort ? "the members together cannot carry the demand" : "the members can carry the demand");
        var survives = explanation.Outcome.SurvivesLoss;
        set.Set(BindingConditions.SurvivesClusterLoss, survives, survives ? BindingReasons.Enough : BindingReasons.TooFewElsewhere,
            survives ? "the others could carry the demand without any one member" : "without the member that has most, the others would have too much to do");
    }

    /// <summary>A new leader knows nothing better until its first decision.</summary>
    private static void KeepWeights(ConditionSet set)
    {
        foreach (var type in (ReadOnlySpan<string>)[BindingConditions.WeightsFresh, BindingConditions.Stable, BindingConditions.CapacitySufficient, BindingConditions.SurvivesClusterLoss])
            set.Keep(type);
    }

    /// <summary>Unknown until every member reported on what it was given last: silence is neither good nor bad news.</summary>
    private static (bool? Available, string Reason, string Message) Availability(List<MemberPart> targets, bool fullyApplied)
    {
        if (!fullyApplied) return (false, BindingReasons.NotAvailable, "not applied everywhere yet");
        var unhealthy = targets.Where(static t => t.Row?.Status.Health == Health.Unhealthy).Select(static t => t.Name).ToList();
        if (unhealthy.Count > 0) return (false, BindingReasons.NotAvailable, $"not available in {string.Join(", ", unhealthy.Take(10))}");
        var silent = targets.Where(static t => t.Desired > 0 && (t.Row?.Status.Health ?? Health.Unknown) == Health.Unknown).Select(static t => t.Name).ToList();
        return silent.Count > 0
            ? (null, BindingReasons.NotAvailable, $"no report yet from {string.Join(", ", silent.Take(10))}")
            : (true, BindingReasons.AllAvailable, "available in every member");
    }

    private static bool Had(BindingView binding, string type) => binding.Status?.Conditions?.Any(c => c.Type == type) == true;

    private static AggregatedStatusItem Aggregate(MemberPart part) => new()
    {
        ClusterName = part.Name,
        Applied = part.Applied,
        AppliedMessage = part.Failure is { } failure ? Shortened.To(MaxApplyMessage, failure.Message) : null,
        Health = (part.Row?.Status.Health ?? Health.Unknown).ToString(),
        Status = part.Row is { Status.ReflectedStatus: { Length: > 0 } status } ? JsonElement.Parse(status.Span) : null,
    };

    private static IReadOnlyList<DecisionSummary>? History(ResourceBindingStatus? before, Decision? decision)
    {
        var history = before?.DecisionHistory;
        if (decision is null || before?.Decision is not { } last || last.Id == decision.Id) return history;
        var summary = new DecisionSummary
        {
            Id = last.Id,
            Time = last.Time,
            Mode = last.Mode,
            Reason = last.Reason ?? last.Clusters?.FirstOrDefault(static c => c.Reason is not null)?.Reason,
            Message = last.Message,
            Replicas = string.Join(' ', (last.Clusters ?? []).Where(static c => c.DesiredReplicas > 0).Take(16).Select(static c => $"{c.Name}:{c.DesiredReplicas}")),
        };
        return [summary, .. (history ?? []).Take(MaxHistory - 1)];
    }

    private static string Percent(int? part, int whole) =>
        whole == 0 ? "0" : ((int)Math.Round(100.0 * (part ?? 0) / whole)).ToString(CultureInfo.InvariantCulture);
}
