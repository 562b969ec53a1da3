using Loadline.Crds;
using Loadline.Operator.Binding;
using Loadline.Operator.Members;
using Loadline.Operator.Observing;
using Loadline.Registry;

namespace Loadline.Operator.Guarding;

/// <summary>
/// Stage 4 as the operator calls it: reads the fleet's state of one template and asks the pure guards. Decisions over one template follow
/// one another, since each holds the workload's gate and books what it allows before the write is sent.
/// </summary>
internal sealed class MoveGuard(IClusterRegistry registry, MemberDirectory members, MemberWatches watches, Func<bool> hubSynced, string hubId)
{
    private static readonly Kubernetes.Models.IntOrString DefaultSurge = "20%";

    /// <summary>How far a member may go towards the replicas that it should have.</summary>
    /// <param name="workload">Template.</param>
    /// <param name="binding">Its binding.</param>
    /// <param name="member">Member in question.</param>
    /// <param name="wanted">Replicas that it should have; 0 when it is to lose the object.</param>
    /// <param name="removes">The object is to go, not only to shrink.</param>
    public GuardVerdict Decide(Workload workload, BindingView binding, Member member, int wanted, bool removes)
    {
        lock (workload.Gate)
        {
            var names = binding.MayHold().Distinct(StringComparer.Ordinal).ToArray();
            var fleet = new MemberReplicas[names.Length];
            for (var i = 0; i < names.Length; i++) fleet[i] = Read(workload, binding, names[i]);
            var me = Array.IndexOf(names, member.Name);
            if (me < 0) return new(wanted, null);
            if (wanted < fleet[me].Applied || removes)
            {
                if (FreshnessGuard.Check(Knowledge(workload, member)) is { } stale) return new(fleet[me].Applied, stale);
            }

            // Copies stand for themselves: one less takes nothing from the others.
            if (IsDuplicated(binding)) return new(wanted, null);
            var limits = new MoveLimits(binding.Spec.Replicas ?? 0, binding.Spec.Safety?.MinReadyPercent ?? 100, binding.Spec.Safety?.MaxSurge ?? DefaultSurge);
            var verdict = ReplicaGuard.Decide(in limits, fleet, me, wanted);
            if (verdict.Replicas < fleet[me].Applied) workload.Member(member.Name).AppliedReplicas = verdict.Replicas;
            return verdict;
        }
    }

    /// <summary>Why an object without replicas may not be removed now; null when it may.</summary>
    public GuardHold? CheckRemoval(Workload workload, Member member) => FreshnessGuard.Check(Knowledge(workload, member));

    /// <summary>Why no data of a binding may be sent to a member; null when it may.</summary>
    public GuardHold? CheckResidency(BindingView binding, Member member) => binding.Spec.DataResidency is not { } residency
        ? null
        : ResidencyGuard.Check(residency, member.Name, registry.TryGet(member.Name, out var state) ? state.Jurisdiction : "");

    private Freshness Knowledge(Workload workload, Member member) => new()
    {
        HubSynced = hubSynced(),
        HubId = hubId,
        MemberSynced = watches.Find(member, workload.Key.Resource)?.HasSynced == true,
        MemberDoubt = watches.DoubtOf(member, workload.Key.Resource),
    };

    private MemberReplicas Read(Workload workload, BindingView binding, string name)
    {
        var member = members.Find(name);
        var resource = workload.Key.Resource;
        var row = member is null ? null : watches.Find(member, resource)?.Get(workload.Key.ObjectKey);
        if (row is not null && row.BindingUid != binding.Uid) row = null;
        var fresh = member is not null && watches.DoubtOf(member, resource) is null;
        // Controllers write a status with their first look: an object without one has no pods, and that is certain.
        var untouched = row is { Status.ReflectedStatus.IsEmpty: true };
        return new()
        {
            Applied = workload.FindMember(name)?.AppliedReplicas ?? row?.SpecReplicas ?? 0,
            Ready = row?.Status.Ready ?? 0,
            Existing = row?.Status.Replicas,
            Fresh = fresh,
            UpToDate = row is null || untouched || row.Status.GenerationObserved,
            LosesNotReadyFirst = row?.Status.LosesNotReadyFirst ?? true,
        };
    }

    private static bool IsDuplicated(BindingView binding) =>
        binding.Spec.Placement?.ReplicaScheduling is null or { ReplicaSchedulingType: ReplicaSchedulingTypes.Duplicated };
}
