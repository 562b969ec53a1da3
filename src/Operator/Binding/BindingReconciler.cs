using System.Buffers;
using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Operator.Guarding;
using Loadline.Operator.Hosting;
using Loadline.Operator.Json;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Rendering;

namespace Loadline.Operator.Binding;

/// <summary>
/// Stages 1 and 2 for one template: who owns it, where it goes, and one write that records both. Nothing reaches a member before this record
/// is in the hub.
/// </summary>
internal sealed class BindingReconciler(
    KubeClient hub,
    TemplateInformers templates,
    PolicyCatalog policies,
    BindingIndex bindings,
    WorkloadTable workloads,
    PlacementStage placement,
    Func<bool> fleetKnown,
    Action<Workload> dispatch,
    Action<TemplateKey> statusChanged,
    IEvents events,
    RemovalLedger removals,
    TimeProvider time)
{
    private static readonly TimeSpan RetryPlacement = TimeSpan.FromSeconds(15);

    /// <summary>How long a held removal waits before it is looked at again without any event.</summary>
    private static readonly TimeSpan HoldRecheck = TimeSpan.FromSeconds(20);

    public async Task<ReconcileResult> ReconcileAsync(TemplateKey key, CancellationToken ct)
    {
        if (!bindings.HasSynced || !policies.HasSynced || !templates.IsSynced(key.Resource) || !fleetKnown()) return ReconcileResult.After(TimeSpan.FromMilliseconds(200));
        var template = templates.Get(key);
        if (template is null or { IsDeleting: true }) return await TemplateGoneAsync(key, template, ct);
        var workload = workloads.GetOrAdd(key);
        BindingView? binding;
        long seenAt;
        lock (workload.Gate) (binding, seenAt) = (workload.Binding, workload.SeenAt);

        var match = policies.Match(template, key, binding);
        if (match.Winner is not { } policy) return await NoPolicyAsync(workload, binding, template, ct);
        lock (workload.Gate) workload.Wanted = true;
        if (binding is { Object.IsDeleting: true })
        {
            // Someone deleted the binding, not the template: it is let go without touching the members, then written anew.
            dispatch(workload);
            statusChanged(key);
            return ReconcileResult.Done;
        }

        if (NotPropagatable.Reason(key.Resource.ApiVersion, key.Resource.Kind, template.Json.Span) is { } refusal)
        {
            NotPlaced(workload, template, new("NotPropagatable", refusal));
            return ReconcileResult.Done;
        }

        var placed = placement.Place(workload, template, policy, binding);
        if (placed.Forgotten is { } problem)
            events.Record(template.Reference(), warning: true, BindingReasons.MemoryIgnored, "Place", $"status.decision.memory of the binding is ignored: {problem}");
        var spec = Spec(key, template, policy, placed, binding?.Spec.RescheduleTriggeredAt);
        if (placed.Failure is { } failure) NotPlaced(workload, template, failure);
        NotePlaced(workload, placed, binding, seenAt);
        await WriteAsync(workload, binding, policy, spec, ct);
        Release(workload, spec);
        dispatch(workload);
        // The status says that the request was served, even when the members have nothing to do for it.
        if (placed.IsNews || binding?.IsRescheduleDue == true) statusChanged(key);
        var retry = placed.Failure is not null ? Least(placed.LookAgainAfter, RetryPlacement) : placed.LookAgainAfter;
        return retry is { } after ? ReconcileResult.After(after) : ReconcileResult.Done;
    }

    private async Task<ReconcileResult> TemplateGoneAsync(TemplateKey key, KubeObject? template, CancellationToken ct)
    {
        policies.Forget(key);
        if (workloads.Find(key) is not { } workload) return ReconcileResult.Done;
        BindingView? binding;
        lock (workload.Gate) binding = workload.Binding;
        if (binding is null)
        {
            workloads.Remove(key);
            return ReconcileResult.Done;
        }

        bool deletionSeen;
        lock (workload.Gate) deletionSeen = workload.DeletionSeen;
        var cause = template is not null || deletionSeen ? RemovalCause.TemplateDeleted : RemovalCause.TemplateVanished;
        if (IsHeld(workload, binding, cause, count: false)) return ReconcileResult.After(HoldRecheck);

        // A cache can be wrong; before anything is taken down the hub itself is asked.
        if (template is null && await hub.GetAsync(key.Resource, key.Namespace, key.Name, ct) is { IsDeleting: false }) return ReconcileResult.After(TimeSpan.FromSeconds(1));
        return await LetGoAsync(workload, binding, cause, ct);
    }

    private async Task<ReconcileResult> NoPolicyAsync(Workload workload, BindingView? binding, KubeObject template, CancellationToken ct)
    {
        if (binding is null)
        {
            workloads.Remove(workload.Key);
            return ReconcileResult.Done;
        }

        if (policies.HasInvalidOwner(binding)) return ReconcileResult.Done;
        var cause = binding.Owner is { } owner && policies.Find(owner) is not null ? RemovalCause.NoLongerSelected : RemovalCause.PolicyDeleted;
        if (IsHeld(workload, binding, cause, count: false)) return ReconcileResult.After(HoldRecheck);
        if (!await policies.ConfirmReleasedAsync(binding, template, ct)) return ReconcileResult.After(TimeSpan.FromSeconds(1));
        return await LetGoAsync(workload, binding, cause, ct);
    }

    /// <summary>Asks for the binding's deletion; its finalizer drives the cleanup of the members.</summary>
    private async Task<ReconcileResult> LetGoAsync(Workload workload, BindingView binding, RemovalCause cause, CancellationToken ct)
    {
        if (IsHeld(workload, binding, cause, count: true)) return ReconcileResult.After(HoldRecheck);
        lock (workload.Gate) workload.Wanted = false;
        placement.Forget(workload.Key);
        if (!binding.Object.IsDeleting)
        {
            var (resource, key) = (binding.Resource, binding.Object.Key);
            await hub.DeleteAsync(resource, key.Namespace, key.Name, new() { Uid = binding.Uid, PropagationPolicy = "Background" }, ct);
        }

        dispatch(workload);
        statusChanged(workload.Key);
        return ReconcileResult.Done;
    }

    /// <summary>Whether the removal breaker keeps a binding whose template or policy is gone. One that is being deleted was let through already.</summary>
    private bool IsHeld(Workload workload, BindingView binding, RemovalCause cause, bool count)
    {
        if (binding.Object.IsDeleting || binding.Owner is not { } owner) return false;
        string[] members = [.. binding.MayHold().Distinct(StringComparer.Ordinal)];
        var hold = count ? removals.Take(owner, cause, workload.Key, members) : removals.Check(owner, cause, workload.Key, members);
        if (hold is null) return false;
        var isNew = false;
        lock (workload.Gate)
        {
            foreach (var member in members) isNew |= workload.Member(member).Hold("Delete", hold.Reason, hold.ReleasedBy, time.GetUtcNow());
        }

        if (isNew) statusChanged(workload.Key);
        return true;
    }

    /// <summary>Who is a target again is not to be cleared any more.</summary>
    private void Release(Workload workload, ResourceBindingSpec spec)
    {
        var released = false;
        lock (workload.Gate)
        {
            foreach (var target in spec.Clusters ?? []) released |= workload.FindMember(target.Name)?.Release(GuardReasons.RemovalBudget) == true;
        }

        if (released) statusChanged(workload.Key);
    }

    /// <summary>Only a change of the template is measured on its way: what a later move takes to another member is not late.</summary>
    private static void NotePlaced(Workload workload, PlacementStage.Placed placed, BindingView? binding, long seenAt)
    {
        lock (workload.Gate)
        {
            if (placed.Failure is null) workload.PlacementFailure = null;
            if (workload.PlacedFor == seenAt && binding?.Spec.Clusters is { } before && !before.SequenceEqual(placed.Targets))
            {
                var stayed = before.Select(static t => t.Name).ToHashSet(StringComparer.Ordinal);
                foreach (var target in placed.Targets)
                    if (!stayed.Contains(target.Name)) workload.Member(target.Name).Count(seenAt);
            }

            workload.PlacedFor = seenAt;
        }
    }

    private void NotPlaced(Workload workload, KubeObject template, ApplyFailure failure)
    {
        bool isNew;
        lock (workload.Gate)
        {
            isNew = workload.PlacementFailure != failure;
            workload.PlacementFailure = failure;
        }

        if (!isNew) return;
        events.Record(template.Reference(), warning: true, failure.Reason, "Place", failure.Message);
        statusChanged(workload.Key);
    }

    private async Task WriteAsync(Workload workload, BindingView? binding, Policy policy, ResourceBindingSpec spec, CancellationToken ct)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(spec, CrdsJsonContext.Default.ResourceBindingSpec);
        var hash = ContentHash.Of(json);
        var policyText = policy.Key.ToString();
        lock (workload.Gate)
        {
            if (binding is not null && workload.Written is { } written && written.Uid == binding.Uid && written.Generation == binding.Object.Generation
                && written.Spec == hash) return;
        }

        if (binding is not null) await FenceAsync(binding, spec, ct);
        var (resource, key) = BindingIndex.Address(workload.Key);
        var answer = binding is null
            ? await hub.CreateAsync(resource, key.Namespace, Creation(resource, key, json, policyText), WellKnown.FieldManager, ct)
            : await hub.PatchAsync(resource, key.Namespace, key.Name, PatchKind.Json, Replacement(binding, json, policyText), WellKnown.FieldManager, ct);
        lock (workload.Gate) workload.Written = (hash, answer.Generation, answer.Uid);
        bindings.Observe(resource, answer);
        // Otherwise the members' answers ask for the status: one write then tells of all of them.
        if (spec.Clusters is null or []) statusChanged(workload.Key);
    }

    private static ReadOnlyMemory<byte> Creation(ResourceType resource, ObjectKey key, byte[] spec, string policy) =>
        IntentJson.Write(
            resource,
            key,
            writer =>
            {
                writer.WritePropertyName("spec"u8);
                writer.WriteRawValue(spec, skipInputValidation: true);
            },
            writer =>
            {
                writer.WriteStartObject("annotations"u8);
                writer.WriteString(WellKnown.PolicyAnnotation, policy);
                writer.WriteEndObject();
                writer.WriteStartArray("finalizers"u8);
                writer.WriteStringValue(WellKnown.CleanupFinalizer);
                writer.WriteEndArray();
            });

    /// <summary>The whole spec, exactly: what the new decision leaves out is gone.</summary>
    private static ReadOnlyMemory<byte> Replacement(BindingView binding, byte[] spec, string policy)
    {
        var patch = new ArrayBufferWriter<byte>(spec.Length + 256);
        using var writer = new Utf8JsonWriter(patch);
        writer.WriteStartArray();
        // A binding of that name that was deleted and written anew meanwhile is not the one that was decided on.
        Operation("test", "/metadata/uid", w => w.WriteStringValue(binding.Uid));
        Operation("replace", "/spec", w => w.WriteRawValue(spec, skipInputValidation: true));
        if (binding.Object.Annotation(WellKnown.PolicyAnnotation) != policy)
        {
            if (binding.Object.AnnotationsJson.IsEmpty) Operation("add", "/metadata/annotations", static w => w.WriteRawValue("{}"u8));
            Operation("add", "/metadata/annotations/" + WellKnown.PolicyAnnotation.Replace("/", "~1", StringComparison.Ordinal), w => w.WriteStringValue(policy));
        }

        writer.WriteEndArray();
        writer.Flush();
        return patch.WrittenMemory;

        void Operation(string op, string path, Action<Utf8JsonWriter> value)
        {
            writer.WriteStartObject();
            writer.WriteString("op"u8, op);
            writer.WriteString("path"u8, path);
            writer.WritePropertyName("value"u8);
            value(writer);
            writer.WriteEndObject();
        }
    }

    /// <summary>
    /// A target that leaves, or that is not to be written to any more, is named in appliedClusters before the spec says so: at every instant the
    /// hub knows every member that may hold an object, whatever crashes in between.
    /// </summary>
    private async Task FenceAsync(BindingView binding, ResourceBindingSpec spec, CancellationToken ct)
    {
        var keep = new HashSet<string>((spec.Clusters ?? []).Select(static c => c.Name).Where(name => Applying.Suspension.Holds(spec, name) is null), StringComparer.Ordinal);
        var fenced = binding.Status?.AppliedClusters ?? [];
        var missing = (binding.Spec.Clusters ?? []).Select(static c => c.Name).Where(name => !keep.Contains(name) && !fenced.Contains(name) && binding.IsFenced(name)).ToList();
        if (missing.Count == 0) return;
        var patch = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(patch))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("status"u8);
            writer.WriteStartArray("appliedClusters"u8);
            foreach (var name in fenced.Concat(missing)) writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        var key = binding.Object.Key;
        var answer = await hub.PatchAsync(binding.Resource, key.Namespace, key.Name, PatchKind.Merge, patch.WrittenMemory, WellKnown.StatusFieldManager, ct, "status");
        bindings.Observe(binding.Resource, answer);
    }

    private static ResourceBindingSpec Spec(TemplateKey key, KubeObject template, Policy policy, PlacementStage.Placed placed, DateTimeOffset? rescheduleTriggeredAt) => new()
    {
        Resource = new()
        {
            ApiVersion = key.Resource.ApiVersion,
            Kind = key.Resource.Kind,
            Namespace = key.Namespace,
            Name = key.Name,
            Uid = template.Uid,
        },
        PolicyRef = policy.BindingReference,
        Replicas = placed.Facts.Divisible ? placed.Facts.Replicas : null,
        ReplicaRequirements = placed.Facts.Requests.Count == 0
            ? null
            : new() { ResourceRequest = placed.Facts.Requests.ToDictionary(static r => r.Name, static r => r.Quantity, StringComparer.Ordinal) },
        Clusters = placed.Targets,
        RescheduleTriggeredAt = rescheduleTriggeredAt,
        Mode = policy.Spec.Mode,
        Placement = policy.Spec.Placement,
        Safety = policy.Spec.Safety,
        DataResidency = policy.Spec.DataResidency,
        Failover = policy.Spec.Failover,
        ConflictResolution = policy.Spec.ConflictResolution ?? "Abort",
        PreserveResourcesOnDeletion = policy.Spec.PreserveResourcesOnDeletion,
        Suspension = policy.Spec.Suspension is { } suspension
            ? new() { Dispatching = suspension.Dispatching, DispatchingOnClusters = suspension.DispatchingOnClusters }
            : null,
    };

    private static TimeSpan? Least(TimeSpan? a, TimeSpan b) => a is { } value && value < b ? value : b;
}
