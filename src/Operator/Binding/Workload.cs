using Loadline.Kubernetes.Client;
using Loadline.Operator.Applying;
using Loadline.Operator.Json;
using Loadline.Operator.Sensing;
using Loadline.Operator.Weighing;
using Loadline.Placement.Matching;
using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Operator.Binding;

/// <summary>What this process knows of one template: its binding, the last decision, and the state of each member. Rebuilt after a restart.</summary>
internal sealed class Workload(TemplateKey key)
{
    private readonly Dictionary<string, MemberWork> _members = new(StringComparer.Ordinal);

    /// <summary>Guards everything that is not read-only here; held for bookkeeping only, never over I/O.</summary>
    public Lock Gate { get; } = new();

    public TemplateKey Key { get; } = key;

    /// <summary>The binding as the hub last told; null when there is none.</summary>
    public BindingView? Binding { get; set; }

    /// <summary>The spec that was last written, and the generation that the hub gave it: no write is repeated.</summary>
    public (ContentHash Spec, long Generation, string Uid)? Written { get; set; }

    /// <summary>The status that was last written; null when none was by this process.</summary>
    public ContentHash? WrittenStatus { get; set; }

    /// <summary>Since when the status waits for members that are still taking the intent (monotonic); 0 when it does not.</summary>
    public long MidwaySince { get; set; }

    /// <summary>The last decision; null after a restart until the template is placed again.</summary>
    public PlacementResult? Decision { get; set; }

    /// <summary>Whether the template is there and a policy claims it; null until looked at, and then nothing is concluded.</summary>
    public bool? Wanted { get; set; }

    /// <summary>Whether the template is known to have been deleted, by a watch that saw it go. It may also just be missing.</summary>
    public bool DeletionSeen { get; set; }

    /// <summary>The fleet that the last decision saw; null until there was one.</summary>
    public ClusterTopology? Fleet { get; set; }

    /// <summary>When the decision was made.</summary>
    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>The request for a new division that a decision of this process served; null when none did.</summary>
    public DateTimeOffset? RescheduledFor { get; set; }

    /// <summary>Monotonic time of the last voluntary move of replicas that do not follow measured weights; null for none.</summary>
    public TimeSpan? MovedAt { get; set; }

    /// <summary>What a new leader has to know to go on: as the last recorded decision left it, or as it was found in the binding.</summary>
    public Crds.DecisionMemory? Memory { get; set; }

    /// <summary>Whether what an earlier leader remembered was looked for.</summary>
    public bool IsRecalled { get; set; }

    /// <summary>What the weight loop remembers; used only by whoever places the template.</summary>
    public MeasuredLoop Loop { get; set; } = new();

    /// <summary>What is known of the use of its replicas; used only by whoever places the template.</summary>
    public BusyReplica? Busy { get; set; }

    /// <summary>What the last recorded decision by measured weights rested on and said; null when there was none.</summary>
    public Explanation? Explanation { get; set; }

    /// <summary>How requests should be divided, as last reported; null where replicas do not follow measured weights.</summary>
    public TrafficWeights? Traffic { get; private set; }

    /// <summary>When that changed, by both clocks.</summary>
    public LoopClock TrafficAt { get; private set; }

    /// <summary>Takes new traffic weights over, if they are worth telling.</summary>
    /// <param name="weights">The weights; null when there are none any more.</param>
    /// <param name="apart">Time that has to pass before other weights of the same members are told; who opens or closes is told at once.</param>
    /// <param name="clock">The present moment.</param>
    /// <returns>Whether they are news.</returns>
    public bool Route(TrafficWeights? weights, TimeSpan apart, LoopClock clock)
    {
        if (Equals(Traffic, weights)) return false;
        if (Traffic is { } last && weights is not null && !weights.OpensOrCloses(last) && clock.Now - TrafficAt.Now < apart) return false;
        (Traffic, TrafficAt) = (weights, clock);
        return true;
    }

    /// <summary>What keeps the weights from resting on fresh measurements; null when nothing does.</summary>
    public SignalProblem? SignalProblem { get; set; }

    /// <summary>What kept the template from being placed; null when it was placed.</summary>
    public ApplyFailure? PlacementFailure { get; set; }

    /// <summary>When the last change of the template was seen (monotonic); 0 when this process saw none.</summary>
    public long SeenAt { get; set; }

    /// <summary>The <see cref="SeenAt"/> of the change that the last decision was the first to know.</summary>
    public long PlacedFor { get; set; }

    /// <summary>The member's state; created on first use.</summary>
    public MemberWork Member(string name)
    {
        if (!_members.TryGetValue(name, out var work)) _members[name] = work = new();
        return work;
    }

    public MemberWork? FindMember(string name) => _members.GetValueOrDefault(name);

    /// <summary>Forgets every member: there is no binding any more.</summary>
    public void ForgetMembers() => _members.Clear();

    public void ForgetMember(string name) => _members.Remove(name);

    public IEnumerable<KeyValuePair<string, MemberWork>> Members => _members;
}

/// <summary>The typed form of a binding of either scope.</summary>
/// <param name="Object">The object it was read from.</param>
/// <param name="Resource">ResourceBinding or ClusterResourceBinding.</param>
/// <param name="Spec">Decision and policy settings.</param>
/// <param name="Status">What was last reported.</param>
internal sealed record BindingView(KubeObject Object, ResourceType Resource, Crds.ResourceBindingSpec Spec, Crds.ResourceBindingStatus? Status)
{
    public string Uid => Object.Uid;

    /// <summary>Somebody asked for a new division (<c>spec.rescheduleTriggeredAt</c>) and none was reported since.</summary>
    public bool IsRescheduleDue => Spec.RescheduleTriggeredAt is { } asked && !(Status?.LastScheduledTime >= Crds.WholeSeconds.Down(asked));

    /// <summary>The policy that placed it; null when none is named.</summary>
    public PolicyKey? Owner => Spec.PolicyRef is { } reference ? new(reference.Namespace ?? "", reference.Name) : null;

    /// <summary>Replicas that a member is to get; null when it is a copy; -1 when the member is not a target.</summary>
    public bool TryGetTarget(string member, out int? replicas)
    {
        foreach (var target in Spec.Clusters ?? [])
        {
            if (target.Name != member) continue;
            replicas = target.Replicas;
            return true;
        }

        replicas = null;
        return false;
    }

    /// <summary>
    /// Whether the hub's record leaves open that a member holds an object of this binding: the fence names it, or it is a target that may be
    /// written to. A target under Preview or suspension was fenced before that began, if it could hold anything.
    /// </summary>
    public bool IsFenced(string member) =>
        Status?.AppliedClusters?.Contains(member) == true || (TryGetTarget(member, out _) && Suspension.Holds(Spec, member) is null);

    /// <summary>Every member that this binding is about: the targets and the fence.</summary>
    public IEnumerable<string> MayHold()
    {
        var applied = Status?.AppliedClusters ?? [];
        foreach (var target in Spec.Clusters ?? []) yield return target.Name;
        foreach (var member in applied)
            if (!TryGetTarget(member, out _)) yield return member;
    }
}
