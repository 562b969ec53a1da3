using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Binding;
using Loadline.Operator.Members;
using Loadline.Operator.Observing;

namespace Loadline.Operator.Applying;

/// <summary>Whether an object that a member holds under a template's name may be written over.</summary>
internal sealed class Ownership(WorkloadTable workloads, MemberWriter writer, string hubId)
{
    /// <summary>Why it may not be; null when it may.</summary>
    /// <param name="member">The member.</param>
    /// <param name="workload">The template.</param>
    /// <param name="binding">Its binding.</param>
    /// <param name="row">What was seen of the object; null when nothing was, though there is something.</param>
    /// <param name="ct">Cancels the question to the member.</param>
    public async Task<ApplyFailure?> ConflictAsync(Member member, Workload workload, BindingView binding, MemberRow? row, CancellationToken ct)
    {
        if (row is not null && row.BindingUid == binding.Uid && row.HubId == hubId) return null;
        // What we wrote there and somebody bent is mended, unless another hub says that it is its own now.
        if (row is not null && (string.IsNullOrEmpty(row.HubId) || row.HubId == hubId))
        {
            lock (workload.Gate)
                if (workload.Member(member.Name).AppliedHash is not null) return null;
        }

        var key = workload.Key;
        var (owner, live) = await writer.InspectAsync(member, key.Resource, key.ObjectKey, binding.Uid, ct);
        if (owner is MemberWriter.Owner.Absent or MemberWriter.Owner.Ours) return null;
        if (owner == MemberWriter.Owner.OtherBinding && live!.Annotation(WellKnown.HubIdAnnotation) is { Length: > 0 } other && other != hubId)
        {
            return new(
                "Conflicted",
                $"{key} in {member.Name} was placed by hub {other} for {live.Annotation(WellKnown.PolicyAnnotation)}; another hub's objects are never touched: remove it there first");
        }

        if (binding.Spec.ConflictResolution == "Overwrite") return null;
        if (owner == MemberWriter.Owner.Foreign)
            return new("Conflicted", $"{key} exists in {member.Name} and was not placed by Loadline; set conflictResolution: Overwrite to take it over, or delete it there");
        return live!.Annotation(WellKnown.HubIdAnnotation) == hubId && !IsLiveBinding(live) ? null : new(
            "Conflicted", $"{key} in {member.Name} was placed for {live.Annotation(WellKnown.PolicyAnnotation)}; remove it there first");
    }

    private bool IsLiveBinding(KubeObject live)
    {
        var uid = live.Annotation(WellKnown.BindingUidAnnotation);
        return workloads.All.Any(w => w.Binding?.Uid == uid);
    }
}
