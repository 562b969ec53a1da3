using Loadline.Kubernetes.Queue;
using Loadline.Operator.Applying;
using Loadline.Operator.Binding;
using Loadline.Operator.Members;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Hosting;

/// <summary>The work queues of the operator, and the two ways in which work fans out.</summary>
internal sealed class Queues(OperatorOptions options, MemberDirectory members, TimeProvider time) : IDisposable
{
    private const int BacklogDepth = 20;

    private static readonly TimeSpan PolicyStatusDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Templates to place.</summary>
    public WorkQueue<TemplateKey> Binding { get; } = new(time);

    /// <summary>(member, template) pairs to bring in line; fair over members, and none of them can take all workers by not answering.</summary>
    public WorkQueue<ApplyKey> Apply { get; } = new(time, new()
    {
        FlowOf = static k => k.MemberId,
        FlowLimit = id => members.Find(id) is { IsReachable: true } ? options.AppliesPerMember : 1,
        BaseBackoff = TimeSpan.FromMilliseconds(100),
    });

    /// <summary>Bindings whose status may have changed.</summary>
    public WorkQueue<TemplateKey> Status { get; } = new(time);

    /// <summary>Policies whose status may have changed.</summary>
    public WorkQueue<PolicyKey> PolicyStatus { get; } = new(time);

    /// <summary>Everything that a binding touches is to be looked at.</summary>
    public void Dispatch(Workload workload)
    {
        BindingView? binding;
        lock (workload.Gate) binding = workload.Binding;
        if (binding is null) return;
        foreach (var name in binding.MayHold())
        {
            if (members.Find(name) is { } member)
            {
                Apply.Add(new(member.Id, workload.Key));
                continue;
            }

            var failure = new ApplyFailure(Crds.BindingReasons.MemberUnreachable, $"{name} is not connected; see kubectl describe membercluster {name}");
            lock (workload.Gate)
            {
                var work = workload.Member(name);
                if (work.Failure == failure) continue;
                work.Failure = failure;
            }

            StatusChanged(workload.Key);
        }
    }

    /// <summary>Several changes within the interval become one write.</summary>
    public void StatusChanged(TemplateKey key) => Status.AddAfter(key, options.StatusInterval);

    /// <summary>A policy whose kinds have become known: its templates are looked at.</summary>
    public void Requeue(Matching.Policy policy, Triggers triggers)
    {
        triggers.Revisit(policy);
        PolicyChanged(policy.Key);
    }

    /// <summary>True while more work waits than the workers take in one go.</summary>
    public bool HasBacklog() => Binding.Available + Apply.Available > BacklogDepth;

    public void PolicyChanged(PolicyKey key) => PolicyStatus.AddAfter(key, PolicyStatusDelay);

    public void Dispose()
    {
        Binding.Dispose();
        Apply.Dispose();
        Status.Dispose();
        PolicyStatus.Dispose();
    }
}
