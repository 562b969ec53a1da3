using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Operator.Applying;
using Loadline.Operator.Binding;
using Loadline.Operator.Guarding;
using Loadline.Operator.Hosting;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Observing;

/// <summary>Sums up for each policy what became of the templates that it claims, and says what is wrong with it.</summary>
internal sealed class PolicyStatusReconciler(KubeClient hub, PolicyCatalog policies, WorkloadTable workloads, RemovalLedger removals, IEvents events, TimeProvider time)
{
    private const int MaxConflicts = 20;

    public async Task<ReconcileResult> ReconcileAsync(PolicyKey key, CancellationToken ct)
    {
        if (policies.Find(key) is not { } policy) return ReconcileResult.Done;
        var status = Build(policy);
        var resource = key.IsClusterWide ? LoadlineResources.ClusterPropagationPolicies : LoadlineResources.PropagationPolicies;
        var json = JsonSerializer.SerializeToUtf8Bytes(status, CrdsJsonContext.Default.PropagationPolicyStatus);
        if (policy.Status is { } present && json.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(present, CrdsJsonContext.Default.PropagationPolicyStatus)))
            return Next(policy, status);
        var intent = IntentJson.Write(resource, policy.Source.Key, writer =>
        {
            writer.WritePropertyName("status"u8);
            writer.WriteRawValue(json, skipInputValidation: true);
        });
        Tell(policy, status);
        try
        {
            policies.Observe(await hub.ApplyAsync(resource, policy.Source.Namespace, key.Name, intent, WellKnown.StatusFieldManager, force: true, ct, "status"));
        }
        catch (StatusException e) when (e.IsNotFound)
        {
            // Deleted meanwhile.
        }

        return Next(policy, status);
    }

    /// <summary>An open breaker closes by itself when nothing waits for it any more, and a pause ends.</summary>
    private ReconcileResult Next(Policy policy, PropagationPolicyStatus status)
    {
        if (IsOpen(status)) return ReconcileResult.After(RemovalAccount.Forgets);
        var now = time.GetUtcNow();
        return Pause.Of(null, policy.Source, now)?.LookAgainAfter(now) is { } after ? ReconcileResult.After(after) : ReconcileResult.Done;
    }

    private static bool IsOpen(PropagationPolicyStatus? status) => RemovalLedger.OpenIn(status?.Conditions) is not null;

    /// <summary>What keeps a policy from taking effect is an event too, once per cause.</summary>
    private void Tell(Policy policy, PropagationPolicyStatus status)
    {
        if (IsOpen(status) != IsOpen(policy.Status))
        {
            var message = status.Conditions!.First(static c => c.Type == PolicyConditions.BreakerOpen).Message;
            events.Record(policy.Reference, warning: IsOpen(status), IsOpen(status) ? "BreakerOpened" : "BreakerClosed", "Remove", message);
        }

        var now = status.Conditions?.FirstOrDefault(static c => c.Type == PolicyConditions.Ready);
        var before = policy.Status?.Conditions?.FirstOrDefault(static c => c.Type == PolicyConditions.Ready);
        if (now is null || now.Reason == before?.Reason || now.Reason is not (PolicyReasons.NoTemplates or PolicyReasons.InvalidSpec)) return;
        events.Record(policy.Reference, warning: true, now.Reason, "Match", now.Message);
    }

    private PropagationPolicyStatus Build(Policy policy)
    {
        int templates = 0, scheduled = 0, applied = 0, available = 0, foreign = 0, targets = 0, holding = 0, wanted = 0, ready = 0;
        var problems = new List<string>();
        var weighed = policy.Signals is null ? null : new WeightSummary();
        string? weights = null, meetsForeign = null;
        foreach (var (workload, binding) in workloads.PlacedBy(policy.Key))
        {
            templates++;
            var conditions = binding.Status?.Conditions ?? [];
            scheduled += Is(conditions, BindingConditions.Scheduled);
            applied += Is(conditions, BindingConditions.FullyApplied);
            available += Is(conditions, BindingConditions.Available);
            if (Is(conditions, BindingConditions.Conflicted) > 0)
            {
                foreign++;
                meetsForeign ??= workload.Key.ToString();
            }

            weighed?.Add(workload.Key.ToString(), conditions);
            weights ??= binding.Status?.Summary?.Weights;
            Add(binding.Status?.Summary?.Clusters, ref holding, ref targets);
            Add(binding.Status?.Summary?.Replicas, ref ready, ref wanted);
            foreach (var condition in conditions)
                if (condition is { Status: "False", Type: BindingConditions.Scheduled or BindingConditions.FullyApplied } && problems.Count < 5 && condition.Reason != BindingReasons.Applying)
                    problems.Add($"{workload.Key}: {condition.Message}");
        }

        var conflicts = policies.ConflictsOf(policy.Key);
        var set = new ConditionSet(policy.Status?.Conditions, policy.Source.Generation, time.GetUtcNow());
        var unknown = policies.UnknownKindsOf(policy);
        var (isReady, reason, message) =
            !policy.IsValid ? (false, PolicyReasons.InvalidSpec, string.Join("; ", policy.Errors.Take(5).Select(static e => $"{e.Path}: {e.Message}")))
            : unknown.Count > 0 ? (false, PolicyReasons.UnknownKind, $"the hub does not serve {string.Join(", ", unknown)}; it takes effect as soon as the hub does")
            : templates == 0 ? (false, conflicts.Count == 0 ? PolicyReasons.NoTemplates : PolicyReasons.OwnedByOtherPolicy,
                conflicts.Count == 0 ? "no object on the hub matches spec.resourceSelectors" : $"every matching template belongs to another policy, for example {conflicts[0].Template} to {conflicts[0].Winner}")
            : scheduled < templates ? (false, PolicyReasons.NotScheduled, Problems(problems, $"{scheduled} of {templates} templates are placed"))
            : policy.Spec.Mode == PolicyMode.Preview ? (false, PolicyReasons.Preview, $"{templates} templates are decided and reported, and nothing is written: the policy is in mode Preview")
            : applied < templates ? (false, problems.Count > 0 ? PolicyReasons.NotApplied : PolicyReasons.Progressing, Problems(problems, $"{applied} of {templates} templates are applied"))
            : available < templates ? (false, PolicyReasons.NotAvailable, $"{available} of {templates} templates are available")
            : (true, PolicyReasons.AllReady, $"{templates} templates are placed, applied and available");
        set.Set(PolicyConditions.Ready, isReady, reason, message);
        set.Set(PolicyConditions.Scheduled, templates > 0 && scheduled == templates, templates > 0 && scheduled == templates ? PolicyReasons.AllScheduled : reason, $"{scheduled} of {templates} templates are placed");
        set.Set(PolicyConditions.Applied, templates > 0 && applied == templates, templates > 0 && applied == templates ? PolicyReasons.AllApplied : reason, $"{applied} of {templates} templates are applied");
        set.Set(PolicyConditions.Available, templates > 0 && available == templates, templates > 0 && available == templates ? PolicyReasons.AllAvailable : reason, $"{available} of {templates} templates are available");
        set.Set(PolicyConditions.Conflicted, conflicts.Count + foreign > 0,
            conflicts.Count > 0 ? PolicyReasons.OwnedByOtherPolicy : foreign > 0 ? PolicyReasons.ObjectNotManaged : PolicyReasons.NoConflict,
            conflicts.Count > 0 ? $"{conflicts.Count} matching templates belong to another policy"
            : foreign > 0 ? $"{foreign} templates meet an object of somebody else in a member, for example {meetsForeign}: see their bindings"
            : "no matching template belongs to another policy, and no object of somebody else is in the way");
        var suspended = policy.Spec.Suspension is { Dispatching: true } or { DispatchingOnClusters.ClusterNames.Count: > 0 };
        var pause = Pause.Of(null, policy.Source, time.GetUtcNow());
        set.Set(PolicyConditions.Suspended, suspended || pause is not null,
            suspended ? PolicyReasons.SuspendedBySpec : pause is not null ? PolicyReasons.Paused : PolicyReasons.NotSuspended,
            suspended ? "spec.suspension holds dispatching" : pause is not null ? $"dispatching is paused until {pause.ReleasedBy}" : "dispatching is not suspended");
        var breaker = removals.StateOf(RemovalOwner.Of(policy.Key));
        set.Set(PolicyConditions.BreakerOpen, breaker is not null, breaker is null ? PolicyReasons.WithinBudget : PolicyReasons.RemovalBudgetExceeded,
            breaker?.Message ?? "removals are within safety.removalBudget");
        weighed?.Set(set);
        return new()
        {
            ObservedGeneration = policy.Source.Generation,
            MatchedTemplates = templates,
            Summary = new() { Clusters = $"{holding}/{targets}", Replicas = wanted > 0 ? $"{ready}/{wanted}" : null, Weights = weights },
            Conflicts = conflicts.Count > 0 ? [.. conflicts.Take(MaxConflicts)] : null,
            Conditions = set.All,
        };
    }

    private static string Problems(List<string> problems, string summary) => problems.Count == 0 ? summary : $"{summary}: {string.Join("; ", problems)}";

    private static int Is(IReadOnlyList<Kubernetes.Models.V1Condition> conditions, string type) =>
        conditions.Any(c => c.Type == type && c.Status == "True") ? 1 : 0;

    private static void Add(string? fraction, ref int part, ref int whole)
    {
        if (fraction is null || fraction.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash)) return;
        part += int.Parse(fraction.AsSpan(0, slash), System.Globalization.CultureInfo.InvariantCulture);
        whole += int.Parse(fraction.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture);
    }
}
