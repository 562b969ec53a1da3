using System.Text;
using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Operator.Binding;
using Loadline.Operator.Json;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Weighing;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Observing;

/// <summary>
/// Turns what was seen in the members into one status write per binding, only when something changed, and lets a binding go once no member
/// holds anything of it.
/// </summary>
internal sealed class StatusReconciler(
    KubeClient hub,
    WorkloadTable workloads,
    BindingIndex bindings,
    TemplateInformers templates,
    MemberDirectory members,
    MemberWatches watches,
    ControllerManagerProbe controllerManager,
    Action<PolicyKey> policyChanged,
    Action<TemplateKey> templateChanged,
    Func<bool> busy,
    Func<string, bool> isGone,
    IEvents events,
    TimeProvider time)
{
    private static readonly TimeSpan Midway = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MidwayLimit = TimeSpan.FromSeconds(2);

    /// <summary>When a MemberCluster that a cache does not know and the hub does is looked for again.</summary>
    private static readonly TimeSpan GoneRecheck = TimeSpan.FromSeconds(1);

    public async Task<ReconcileResult> ReconcileAsync(TemplateKey key, CancellationToken ct)
    {
        if (workloads.Find(key) is not { } workload) return ReconcileResult.Done;
        var (binding, parts, failure, decision, affinity, weights) = Collect(workload);
        if (binding is null) return ReconcileResult.Done;
        if (binding.Owner is { } policy) policyChanged(policy);
        if (binding.Object.IsDeleting && !parts.Exists(static p => p.MustBeCleaned))
        {
            string[] left = [.. parts.Where(static p => p.MayHold).Select(static p => p.Name)];
            if (await IsAnyBackAsync(left, ct)) return ReconcileResult.After(GoneRecheck);
            await ReleaseAsync(binding);
            if (left.Length > 0) LeaveBehind(key, binding, left);
            templateChanged(key);
            return ReconcileResult.Done;
        }

        if (IsMidway(workload, parts)) return ReconcileResult.After(Midway);
        var status = BindingStatusBuilder.Build(binding, parts, failure, decision, affinity, time.GetUtcNow(), weights);
        await WriteAsync(workload, binding, status, ct);
        await WriteTemplateAsync(key, parts, ct);
        return ReconcileResult.Done;
    }

    /// <summary>
    /// While members are still taking the intent, a status would be out of date before it is written; and while a backlog of placements waits,
    /// reports give way to them. But not for longer than two seconds.
    /// </summary>
    private bool IsMidway(Workload workload, List<MemberPart> parts)
    {
        lock (workload.Gate)
        {
            var midway = busy() || parts.Exists(p => p is { IsTarget: true, Failure: null, Held: null } && workload.FindMember(p.Name) is null or { Pending: true });
            if (!midway)
            {
                workload.MidwaySince = 0;
                return false;
            }

            if (workload.MidwaySince == 0) workload.MidwaySince = time.GetTimestamp();
            return time.GetElapsedTime(workload.MidwaySince) < MidwayLimit;
        }
    }

    private (BindingView? Binding, List<MemberPart> Parts, ApplyFailure? Failure, Decision? Decision, string Affinity, WeightView? Weights) Collect(Workload workload)
    {
        lock (workload.Gate)
        {
            if (workload.Binding is not { } binding) return (null, [], null, null, "", null);
            var parts = new List<MemberPart>();
            foreach (var name in binding.MayHold().Concat(InUse(workload)).Distinct(StringComparer.Ordinal)) parts.Add(Part(workload, binding, name));
            var decision = workload.Decision is { IsPlaced: true } result ? DecisionRecord.Of(workload, binding, result, parts) : null;
            var weights = workload.Explanation is null && workload.SignalProblem is null ? null : new WeightView(workload.Explanation, workload.SignalProblem);
            return (binding, parts, workload.PlacementFailure, decision, workload.Decision?.AffinityName ?? binding.Status?.SchedulerObservingAffinityName ?? "", weights);
        }
    }

    /// <summary>What this process wrote, or saw, counts even where the hub's record does not name it.</summary>
    private static IEnumerable<string> InUse(Workload workload) => workload.Members.Where(static m => m.Value.MayHold == true).Select(static m => m.Key);

    private MemberPart Part(Workload workload, BindingView binding, string name)
    {
        var isTarget = binding.TryGetTarget(name, out var desired);
        var work = workload.FindMember(name);
        var member = members.Find(name);
        var row = member is null ? null : watches.Find(member, workload.Key.Resource)?.Get(workload.Key.ObjectKey);
        if (row is not null && row.BindingUid != binding.Uid) row = null;
        var applied = isTarget && work is { AppliedHash: not null, Failure: null, Pending: false };
        var mayHold = work?.MayHold ?? (row is not null || binding.IsFenced(name));
        if (member is null && isGone(name)) return Gone(name, isTarget, desired, mayHold, work);
        return new(name, isTarget, desired, mayHold, applied, work?.Failure, work?.Held, row);
    }

    /// <summary>
    /// A member that was given up: nothing there fails or waits any more. The fence goes on naming it while the binding lives, so that it is cleaned
    /// up, or taken over, should it join again.
    /// </summary>
    private static MemberPart Gone(string name, bool isTarget, int? desired, bool mayHold, MemberWork? work)
    {
        if (work is not null) (work.Failure, work.Held) = (null, null);
        var failure = isTarget ? new ApplyFailure(BindingReasons.MemberUnreachable, $"{name} is no member any more, and no other fits") : null;
        return new(name, isTarget, desired, mayHold, false, failure, null, null) { IsGone = true };
    }

    /// <summary>Before anything is given up for good the hub itself is asked.</summary>
    private async Task<bool> IsAnyBackAsync(string[] left, CancellationToken ct)
    {
        foreach (var name in left)
            if (await hub.GetAsync(MembersContext.MemberClusters, null, name, ct) is not null) return true;
        return false;
    }

    private void LeaveBehind(TemplateKey key, BindingView binding, string[] left) => events.Record(
        binding.Object.Reference(), warning: true, "LeftBehind", "Remove", $"{key} is left behind in {string.Join(", ", left)}: no MemberCluster of that name is there to take it out");

    private async Task WriteAsync(Workload workload, BindingView binding, ResourceBindingStatus status, CancellationToken ct)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(status, CrdsJsonContext.Default.ResourceBindingStatus);
        var hash = ContentHash.Of(json);
        if (workload.WrittenStatus == hash) return;
        if (workload.WrittenStatus is null && binding.Status is { } present
            && json.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(present, CrdsJsonContext.Default.ResourceBindingStatus))) return;
        var key = binding.Object.Key;
        try
        {
            var answer = await hub.PatchAsync(binding.Resource, key.Namespace, key.Name, PatchKind.Json, StatusPatch.Replace(json), WellKnown.StatusFieldManager, ct, "status");
            workload.WrittenStatus = hash;
            bindings.Observe(binding.Resource, answer);
        }
        catch (StatusException e) when (e.IsNotFound)
        {
            // Gone meanwhile: nothing to report on.
        }
    }

    private async Task WriteTemplateAsync(TemplateKey key, List<MemberPart> parts, CancellationToken ct)
    {
        if (parts.Count == 0 || templates.Get(key) is not { IsDeleting: false } template) return;
        var reports = new List<MemberReport>(parts.Count);
        foreach (var part in parts)
            if (part.IsTarget) reports.Add(new(part.Name, part.Row?.Status.ReflectedStatus ?? default, part.Applied && part.Row?.Status.GenerationObserved == true));
        if (StatusAggregator.Aggregate(key.Resource.Group, key.Resource.Kind, template.Json.Span, reports) is not { } status) return;
        if (!await controllerManager.MayWriteTemplateStatusAsync(ct)) return;
        var patch = Encoding.UTF8.GetBytes($$"""{"metadata":{"uid":"{{template.Uid}}"},"status":{{Encoding.UTF8.GetString(status)}}}""");
        try
        {
            await hub.PatchAsync(key.Resource, key.Namespace, key.Name, PatchKind.Merge, patch, WellKnown.StatusFieldManager, ct, "status");
        }
        catch (StatusException e) when (e.IsNotFound || e.IsConflict)
        {
            // Gone or replaced meanwhile, or a kind without a status subresource.
        }
    }

    /// <summary>Takes our finalizer off; the removal tests the entry that it removes, so that two writers cannot take each other's (FN3, FN4).</summary>
    private async Task ReleaseAsync(BindingView binding)
    {
        if (FinalizerPatch.Remove(binding.Object, WellKnown.CleanupFinalizer) is not { } patch) return;
        var key = binding.Object.Key;
        try
        {
            var answer = await hub.PatchAsync(binding.Resource, key.Namespace, key.Name, PatchKind.Json, patch, WellKnown.FieldManager, CancellationToken.None);
            if (answer.Finalizers.Count == 0) bindings.ObserveGone(binding.Resource, answer);
        }
        catch (StatusException e) when (e.IsNotFound)
        {
            bindings.ObserveGone(binding.Resource, binding.Object);
        }
    }
}
