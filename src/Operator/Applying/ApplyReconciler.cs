using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.LeaderElection;
using Loadline.Operator.Binding;
using Loadline.Operator.Guarding;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Observing;
using Loadline.Placement.Scheduling;

namespace Loadline.Operator.Applying;

/// <summary>
/// Stages 3 to 5 for one (member, template): what should the member hold, may it be written now, write it. Level-based: reads the binding, the
/// template and the member's row as they are, and may run any number of times.
/// </summary>
internal sealed class ApplyReconciler(
    WorkloadTable workloads,
    TemplateInformers templates,
    PolicyCatalog policies,
    MemberDirectory members,
    MemberWatches watches,
    MemberWriter writer,
    IEvents events,
    ApplyMetrics metrics,
    Action<TemplateKey> statusChanged,
    MoveGuard guard,
    RemovalLedger removals,
    string hubId,
    TimeProvider time)
{
    /// <summary>How long a held write waits before it is looked at again without any event.</summary>
    private static readonly TimeSpan HoldRecheck = TimeSpan.FromSeconds(5);

    /// <summary>When to look again whether this process may write.</summary>
    private static readonly TimeSpan FenceRecheck = TimeSpan.FromSeconds(1);

    /// <summary>An API server may work on a request for a minute, whether or not anybody still waits for the answer.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(70);

    private const string Apply = "Apply";
    private const string Delete = "Delete";

    private readonly Intents _intents = new(hubId);
    private readonly Ownership _ownership = new(workloads, writer, hubId);

    public async Task<ReconcileResult> ReconcileAsync(ApplyKey key, CancellationToken ct)
    {
        if (members.Find(key.MemberId) is not { } member || workloads.Find(key.Template) is not { } workload) return ReconcileResult.Done;
        BindingView? binding;
        long seenAt;
        // Before the template is read: what is written may then be newer than the change that it is counted for, and never older.
        lock (workload.Gate) (binding, seenAt) = (workload.Binding, workload.SeenAt);
        if (binding is null) return ReconcileResult.Done;
        var policy = binding.Owner is { } owner ? policies.Find(owner) : null;
        if (Pause.Of(templates.Get(key.Template), policy?.Source, time.GetUtcNow()) is { } pause && binding.MayHold().Contains(member.Name))
            return Paused(member, workload, binding, pause);
        try
        {
            return !binding.Object.IsDeleting && binding.TryGetTarget(member.Name, out var replicas)
                ? await PlaceAsync(member, workload, binding, replicas, seenAt, ct)
                : await RemoveAsync(member, workload, binding, policy, ct);
        }
        catch (LeadershipLostException)
        {
            // Nothing was sent, and nothing is wrong with the member. Should the lease be held on to after all, the key is still there.
            return ReconcileResult.After(FenceRecheck);
        }
        catch (StatusException e)
        {
            return Refused(member, workload, e);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException or Polly.ExecutionRejectedException)
        {
            metrics.Record("unreachable");
            lock (workload.Gate) workload.Member(member.Name).GiveUp(time.GetTimestamp());
            // A member that cannot be reached says so in its own conditions; the binding only notes what is not applied yet.
            Fail(member, workload, new("MemberUnreachable", $"{member.Name}: {TransportFailure.Classify(e, member.Client.BaseAddress).Message}"), record: false);
            return ReconcileResult.Failed;
        }
    }

    private ReconcileResult Paused(Member member, Workload workload, BindingView binding, Pause pause)
    {
        var action = !binding.Object.IsDeleting && binding.TryGetTarget(member.Name, out _) ? Apply : Delete;
        Hold(member, workload, action, BindingReasons.Paused, pause.ReleasedBy, recheck: false);
        return pause.LookAgainAfter(time.GetUtcNow()) is { } after ? ReconcileResult.After(after) : ReconcileResult.Done;
    }

    private async Task<ReconcileResult> PlaceAsync(Member member, Workload workload, BindingView binding, int? replicas, long seenAt, CancellationToken ct)
    {
        var key = workload.Key;
        if (Suspension.Holds(binding.Spec, member.Name) is { } suspended) return Hold(member, workload, Apply, suspended.Reason, suspended.ReleasedBy, recheck: false);
        if (guard.CheckResidency(binding, member) is { } forbidden) return Hold(member, workload, Apply, forbidden.Reason, forbidden.ReleasedBy, recheck: false);
        if (templates.Get(key) is not { IsDeleting: false } template) return ReconcileResult.Done;
        var rows = watches.Ensure(member, key.Resource);
        var row = rows.Get(key.ObjectKey);
        GuardHold? held = null;
        if (replicas is { } wanted)
        {
            var verdict = guard.Decide(workload, binding, member, wanted, removes: false);
            (replicas, held) = (verdict.Replicas, verdict.Hold);
        }

        var manifest = _intents.Render(template, workload.Key, binding, member.Name, replicas);
        if (IsSettled(workload, member, row, binding.Uid, manifest.Hash)) return Settle(member, workload, held, seenAt);
        lock (workload.Gate)
        {
            var work = workload.Member(member.Name);
            work.Pending = true;
            work.Send();
        }

        var written = row is null ? await writer.CreateAsync(member, key.Resource, key.ObjectKey, manifest.Json, ct) : null;
        if (written is null)
        {
            if (await _ownership.ConflictAsync(member, workload, binding, row, ct) is { } conflict)
            {
                Fail(member, workload, conflict, record: true);
                return ReconcileResult.After(TimeSpan.FromSeconds(30));
            }

            if (row is not null && row.RenderedHash == manifest.Hash && row.BindingUid == binding.Uid) metrics.Drift();
            written = await WriteAsync(member, workload, manifest.Json, ct);
        }

        rows.Observe(written);
        lock (workload.Gate)
        {
            var work = workload.Member(member.Name);
            work.Accept(manifest.Hash, written, replicas);
            if (work.Count(seenAt)) metrics.Propagated(time.GetElapsedTime(seenAt));
        }

        return Settle(member, workload, held, seenAt);
    }

    private async Task<KubeObject> WriteAsync(Member member, Workload workload, ReadOnlyMemory<byte> manifest, CancellationToken ct)
    {
        var key = workload.Key;
        bool owns;
        lock (workload.Gate)
        {
            var work = workload.Member(member.Name);
            work.Send();
            owns = work.OwnsByApply;
        }

        if (!owns) await MemberWriter.TakeOverAsync(member, key.Resource, key.ObjectKey, ct);
        var written = await writer.ApplyAsync(member, key.Resource, key.ObjectKey, manifest, ct);
        lock (workload.Gate) workload.Member(member.Name).OwnsByApply = true;
        return written;
    }

    /// <summary>True when the member holds exactly this intent: nothing to send (SA7).</summary>
    private static bool IsSettled(Workload workload, Member member, MemberRow? row, string bindingUid, string hash)
    {
        if (row is null || row.IsDeleting || row.BindingUid != bindingUid || row.RenderedHash != hash) return false;
        lock (workload.Gate)
        {
            var work = workload.Member(member.Name);
            if (work.AppliedHash is null)
            {
                // First sight after a restart: the annotation says what the last process applied.
                work.AppliedHash = hash;
                work.AppliedVersion = row.ResourceVersion;
                work.AppliedGeneration = row.Generation;
                work.AppliedReplicas = row.SpecReplicas;
                work.MayHold = true;
                return true;
            }

            if (work.AppliedHash != hash) return false;
            if (work.AppliedVersion == row.ResourceVersion) return true;
            // Someone wrote after us. Status does not count generations; where the kind counts none, apply again and let the server compare.
            if (row.Generation != 0) return row.Generation == work.AppliedGeneration;
            work.AppliedVersion = row.ResourceVersion;
            return false;
        }
    }

    private async Task<ReconcileResult> RemoveAsync(Member member, Workload workload, BindingView binding, Policy? policy, CancellationToken ct)
    {
        var key = workload.Key;
        if (!MayHold(member, workload, binding)) return ReconcileResult.Done;
        if (binding.Object.IsDeleting)
        {
            bool? wanted;
            lock (workload.Gate) wanted = workload.Wanted;
            // Until it is known why the binding goes, nothing is taken down.
            if (wanted is null) return ReconcileResult.After(TimeSpan.FromMilliseconds(200));
            if (wanted.Value && binding.TryGetTarget(member.Name, out _))
            {
                LetGo(member, workload);
                return ReconcileResult.Done;
            }
        }

        var suspended = binding.Object.IsDeleting ? Suspension.HoldsCleanup(binding.Spec, policy?.Spec, member.Name) : Suspension.Holds(binding.Spec, member.Name);
        if (suspended is { } on) return HoldRemoval(member, workload, binding, on.Reason, on.ReleasedBy);

        // The row may be behind; what is deleted is what the member itself says is ours.
        var (owner, live) = await writer.InspectAsync(member, key.Resource, key.ObjectKey, binding.Uid, ct);
        if (owner != MemberWriter.Owner.Ours) return Gone(member, workload);

        if (!binding.Object.IsDeleting)
        {
            if (binding.Owner is { } owning && removals.Take(owning, CauseOf(workload, member), key, [member.Name]) is { } breaker)
                return Hold(member, workload, Delete, breaker.Reason, breaker.ReleasedBy, recheck: true);
            var (allowed, held) = binding.Spec.Replicas is null
                ? new GuardVerdict(0, guard.CheckRemoval(workload, member))
                : guard.Decide(workload, binding, member, 0, removes: true);
            if (held is not null)
            {
                if (allowed > 0) await LowerAsync(member, workload, binding, allowed, live!.Uid, ct);
                return Hold(member, workload, Delete, held.Reason, held.ReleasedBy, recheck: true);
            }
        }

        if (binding.Spec.PreserveResourcesOnDeletion == true && binding.Object.IsDeleting)
        {
            await writer.ReleaseAsync(member, key.Resource, key.ObjectKey, live!.Uid, ct);
            return Gone(member, workload);
        }

        if (live!.IsDeleting) return ReconcileResult.After(TimeSpan.FromSeconds(1));
        await writer.DeleteAsync(member, key.Resource, key.ObjectKey, live.Uid, ct);

        // Only the member's word that it is gone counts: finalizers there may hold it.
        (owner, _) = await writer.InspectAsync(member, key.Resource, key.ObjectKey, binding.Uid, ct);
        if (owner == MemberWriter.Owner.Ours) return ReconcileResult.After(TimeSpan.FromSeconds(1));
        watches.Find(member, key.Resource)?.Forget(key.ObjectKey, live.Uid);
        return Gone(member, workload);
    }

    /// <summary>
    /// Whether there may be something to remove. Where a write was given up whose answer never came, an object that shows up later counts as well. Nowhere
    /// else: one cluster may be a member under two names, and what it holds under the one is not left over under the other.
    /// </summary>
    private bool MayHold(Member member, Workload workload, BindingView binding)
    {
        var row = watches.Find(member, workload.Key.Resource)?.Get(workload.Key.ObjectKey);
        var isSeen = row is not null && row.BindingUid == binding.Uid && row.HubId == hubId;
        lock (workload.Gate)
        {
            var work = workload.FindMember(member.Name);
            if (isSeen && work is { UnansweredAt: not null }) work.MayHold = true;
            return work?.MayHold ?? binding.IsFenced(member.Name);
        }
    }

    /// <summary>Why a member holds the template no more although it is placed. Until that is known, it counts.</summary>
    private static RemovalCause CauseOf(Workload workload, Member member)
    {
        PlacementResult? decided;
        lock (workload.Gate) decided = workload.Decision;
        if (decided is null) return RemovalCause.NoLongerPlaced;
        var own = decided.Decision.Members.FirstOrDefault(m => m.Cluster == member.Name);
        return own?.RefusedBy is null or MemberFilter.Terminating or MemberFilter.Eviction ? RemovalCause.MovedAway : RemovalCause.NoLongerPlaced;
    }

    /// <summary>A giver that must not go yet may still give what its receivers have replaced.</summary>
    private async Task LowerAsync(Member member, Workload workload, BindingView binding, int replicas, string uid, CancellationToken ct)
    {
        var key = workload.Key;
        if (templates.Get(key) is not { IsDeleting: false } template) return;
        // The guard has booked the step already; whether it was taken is for the member to say.
        if (watches.Ensure(member, key.Resource).Get(key.ObjectKey) is { SpecReplicas: { } now } && now <= replicas) return;
        if (guard.CheckResidency(binding, member) is not null)
        {
            // The number only: what changed in the template meanwhile must not go there.
            var scaled = await MemberWriter.ScaleAsync(member, key.Resource, key.ObjectKey, uid, replicas, ct);
            watches.Ensure(member, key.Resource).Observe(scaled);
            lock (workload.Gate) workload.Member(member.Name).AppliedReplicas = replicas;
            return;
        }

        var manifest = _intents.Render(template, workload.Key, binding, member.Name, replicas);
        var written = await WriteAsync(member, workload, manifest.Json, ct);
        watches.Ensure(member, key.Resource).Observe(written);
        lock (workload.Gate) workload.Member(member.Name).Accept(manifest.Hash, written, replicas);
    }

    private ReconcileResult Settle(Member member, Workload workload, GuardHold? held, long seenAt)
    {
        bool changed;
        lock (workload.Gate)
        {
            var work = workload.Member(member.Name);
            work.Count(seenAt);
            // That a binding waits for the removal breaker is for those to take back who decide about the binding.
            var isKept = work.Held is { Reason: GuardReasons.RemovalBudget };
            changed = work.Failure is not null || (work.Held is not null && !isKept) || work.Pending;
            work.Failure = null;
            work.Pending = false;
            if (held is null && !isKept) work.Held = null;
        }

        if (held is not null) return Hold(member, workload, "Lower", held.Reason, held.ReleasedBy, recheck: true);
        if (changed) statusChanged(workload.Key);
        return ReconcileResult.Done;
    }

    /// <summary>What keeps a binding, and perhaps its namespace, from going is an event, too.</summary>
    private ReconcileResult HoldRemoval(Member member, Workload workload, BindingView binding, string reason, string releasedBy)
    {
        bool isNew;
        lock (workload.Gate) isNew = workload.FindMember(member.Name)?.Held is not { Action: Delete } held || held.Reason != reason;
        if (isNew && binding.Object.IsDeleting)
            events.Record(binding.Object.Reference(), warning: true, "CleanupHeld", "Remove", $"{workload.Key} stays in {member.Name}, held by {reason}; released by {releasedBy}");
        return Hold(member, workload, Delete, reason, releasedBy, recheck: false);
    }

    private ReconcileResult Hold(Member member, Workload workload, string action, string reason, string releasedBy, bool recheck)
    {
        bool isNew;
        lock (workload.Gate)
        {
            var work = workload.Member(member.Name);
            isNew = work.Hold(action, reason, releasedBy, time.GetUtcNow(), anew: !recheck);
            // What is held back on purpose does not take long to propagate.
            if (action == Apply) work.Count(workload.SeenAt);
        }

        if (isNew)
        {
            metrics.Held(reason);
            statusChanged(workload.Key);
        }

        return recheck ? ReconcileResult.After(HoldRecheck) : ReconcileResult.Done;
    }

    /// <summary>The member says that it holds nothing of ours, which is the end of it unless a write is still on its way.</summary>
    private ReconcileResult Gone(Member member, Workload workload)
    {
        lock (workload.Gate)
        {
            if (workload.FindMember(member.Name) is { UnansweredAt: { } at } && LongestRequest - time.GetElapsedTime(at) is { Ticks: > 0 } left)
                return ReconcileResult.After(left);
        }

        LetGo(member, workload);
        return ReconcileResult.Done;
    }

    private void LetGo(Member member, Workload workload)
    {
        lock (workload.Gate)
        {
            workload.ForgetMember(member.Name);
            workload.Member(member.Name).MayHold = false;
        }

        statusChanged(workload.Key);
    }

    private ReconcileResult Refused(Member member, Workload workload, StatusException e)
    {
        metrics.Record("refused");
        lock (workload.Gate)
        {
            // An error of the server's own says nothing about what it did.
            if ((int)e.Code >= 500) workload.Member(member.Name).GiveUp(time.GetTimestamp());
            else workload.Member(member.Name).Answered();
        }

        var reason = e.Reason.Length > 0 ? e.Reason : $"HTTP{(int)e.Code}";
        Fail(member, workload, new(reason, $"{member.Name} refused {workload.Key}: {e.Message}"), record: true);
        return ReconcileResult.Failed;
    }

    private void Fail(Member member, Workload workload, ApplyFailure failure, bool record)
    {
        bool isNew;
        BindingView? binding;
        lock (workload.Gate)
        {
            var work = workload.Member(member.Name);
            isNew = work.Failure != failure;
            work.Failure = failure;
            binding = workload.Binding;
        }

        if (!isNew) return;
        statusChanged(workload.Key);
        if (!record || templates.Get(workload.Key) is not { } template) return;
        var reason = failure.Reason == "Conflicted" ? "Conflicted" : "ApplyFailed";
        events.Record(template.Reference(), warning: true, reason, "Apply", failure.Message);
        if (binding is not null) events.Record(binding.Object.Reference(), warning: true, reason, "Apply", failure.Message);
    }
}
