using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Queue;
using Loadline.Operator.Binding;
using Loadline.Operator.Json;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Observing;

namespace Loadline.Operator.Hosting;

/// <summary>
/// Which change makes which key due. All of these run on the loops of watches and may only enqueue; every one of them may fire too often,
/// none may be missed.
/// </summary>
internal sealed class Triggers(
    Queues queues, WorkloadTable workloads, TemplateInformers templates, PolicyCatalog policies, BindingIndex bindings, MemberDirectory members, MemberWatches watches,
    TemplateKinds kinds, TimeProvider time)
{
    private static readonly Func<StoreChange, bool> Placeable =
        ChangePredicates.Any(ChangePredicates.GenerationChanged, ChangePredicates.LabelsChanged, ChangePredicates.AnnotationsChanged);

    public void Connect()
    {
        templates.Changed = TemplateChanged;
        policies.Changed = PolicyChanged;
        policies.ConflictsChanged = queues.PolicyChanged;
        bindings.Changed = BindingChanged;
        bindings.KindMissing = (apiVersion, kind) => kinds.Require(apiVersion, kind)?.Resource;
        bindings.Removed = w => queues.Binding.Add(w.Key);
        watches.Changed = PlacedObjectChanged;
        members.Subscribe(MemberChanged);
    }

    /// <summary>Parts of an interval over which decisions that follow the signals are spread.</summary>
    public const int Slices = 20;

    /// <summary>Templates weighed again in one slice; with more of them each is weighed less often, so that a large fleet costs no more than a small one.</summary>
    private const int MostPerSlice = 50;

    private readonly List<TemplateKey>[] _slices = [.. Enumerable.Range(0, Slices).Select(static _ => new List<TemplateKey>())];
    private long _round;

    /// <summary>
    /// Templates whose division follows the signals are weighed again, a part of them at each tick: a template always in the same slice, and only in
    /// every n-th round when there are too many. Whatever else waits goes first.
    /// </summary>
    /// <param name="tick">Number of the tick.</param>
    public void SignalsChanged(long tick)
    {
        if (tick % Slices == 0) Slice();
        var slice = _slices[tick % Slices];
        var rounds = (slice.Count + MostPerSlice - 1) / MostPerSlice;
        for (var i = 0; i < slice.Count; i++)
            if (i % rounds == _round % rounds) queues.Binding.Add(slice[i], WorkQueue<TemplateKey>.LowPriority);
    }

    private void Slice()
    {
        _round++;
        foreach (var slice in _slices) slice.Clear();
        foreach (var workload in workloads.All)
        {
            BindingView? binding;
            lock (workload.Gate) binding = workload.Binding;
            if (binding?.Owner is { } owner && policies.Find(owner) is { IsContinuous: true })
                _slices[(uint)workload.Key.GetHashCode() % Slices].Add(workload.Key);
        }
    }

    /// <summary>Everything that a policy selects or placed is looked at.</summary>
    public void Revisit(Policy policy) => PolicyChanged(null, policy);

    private void TemplateChanged(ResourceType resource, StoreChange change)
    {
        var key = new TemplateKey(resource, change.Object.Namespace, change.Object.Name);
        if (change.IsResync)
        {
            queues.Binding.Add(key, WorkQueue<TemplateKey>.LowPriority);
            return;
        }

        // A status write, also our own, gives nothing to place.
        if (!Placeable(change)) return;
        if (change.New is null && workloads.Find(key) is null)
        {
            policies.Forget(key);
            return;
        }

        if (!change.IsInitial && workloads.GetOrAdd(key) is { } workload)
        {
            lock (workload.Gate)
            {
                workload.SeenAt = time.GetTimestamp();
                workload.DeletionSeen = change is { New: null, IsMissing: false };
            }
        }

        queues.Binding.Add(key, change.IsInitial ? WorkQueue<TemplateKey>.LowPriority : 0);
    }

    private void PolicyChanged(Policy? before, Policy? now)
    {
        if (now is not null) queues.PolicyChanged(now.Key);
        foreach (var policy in (ReadOnlySpan<Policy?>)[before, now])
        {
            if (policy is null) continue;
            foreach (var selector in policy.Spec.ResourceSelectors)
            {
                if (kinds.Require(selector.ApiVersion, selector.Kind) is not { } store) continue;
                foreach (var item in store.Store.All)
                    if (policy.Key.IsClusterWide || item.Namespace == policy.Key.Namespace) queues.Binding.Add(new(store.Resource, item.Namespace, item.Name));
            }

            foreach (var (workload, _) in workloads.PlacedBy(policy.Key)) queues.Binding.Add(workload.Key);
        }
    }

    private void BindingChanged(Workload workload, BindingView? before)
    {
        templates.Ensure(workload.Key.Resource);
        BindingView? now;
        (ContentHash Spec, long Generation, string Uid)? written;
        lock (workload.Gate) (now, written) = (workload.Binding, workload.Written);
        if (now is null) return;
        if (before is null || before.Uid != now.Uid || before.Object.IsDeleting != now.Object.IsDeleting)
        {
            foreach (var name in now.MayHold())
                if (members.Find(name) is { } member) watches.Ensure(member, workload.Key.Resource);
            queues.StatusChanged(workload.Key);
            queues.Binding.Add(workload.Key);
        }
        else if (now.Object.Generation != before.Object.Generation && written?.Generation != now.Object.Generation)
        {
            // Somebody else wrote the decision: it is made again.
            queues.Binding.Add(workload.Key);
        }
    }

    private void PlacedObjectChanged(Member member, ResourceType resource, ObjectKey key)
    {
        var template = new TemplateKey(resource, key.Namespace, key.Name);
        if (workloads.Find(template) is not { } workload) return;
        bool held;
        lock (workload.Gate) held = workload.Members.Any(static m => m.Value.Held is not null);
        // What waits for replicas elsewhere to become ready may go on now.
        if (held) queues.Dispatch(workload);
        else queues.Apply.Add(new(member.Id, template));
        queues.StatusChanged(template);
    }

    private void MemberChanged(MemberChange change)
    {
        watches.DropEnded();
        if (members.Find(change.Id) is { IsReachable: true } back) watches.RetryNow(back);
        foreach (var workload in workloads.All)
        {
            BindingView? binding;
            lock (workload.Gate) binding = workload.Binding;
            if (change.Kind == MemberChangeKind.Connected && binding is not null && binding.MayHold().Contains(change.Name) && members.Find(change.Id) is { } member)
            {
                watches.Ensure(member, workload.Key.Resource);
                queues.Apply.Add(new(change.Id, workload.Key));
            }

            queues.Binding.Add(workload.Key);
            queues.StatusChanged(workload.Key);
        }
    }
}
