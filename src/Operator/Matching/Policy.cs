using Loadline.Crds;
using Loadline.Crds.Validation;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Guarding;
using Loadline.Operator.Sensing;
using Loadline.Operator.Weighing;
using Loadline.Placement.Compilation;
using Loadline.Placement.Matching;

namespace Loadline.Operator.Matching;

/// <summary>A policy as the operator works with it: defaults applied, checked, its placement compiled.</summary>
internal sealed class Policy(
    KubeObject source, PropagationPolicySpec spec, PropagationPolicyStatus? status, IReadOnlyList<FieldError> errors, CompiledPlacement? placement)
{
    public KubeObject Source { get; } = source;

    public PolicyKey Key { get; } = new(source.Namespace ?? "", source.Name);

    public PropagationPolicySpec Spec { get; } = spec;

    public PropagationPolicyStatus? Status { get; } = status;

    /// <summary>What is wrong with it; an invalid policy claims nothing new and lets go of nothing.</summary>
    public IReadOnlyList<FieldError> Errors { get; } = errors;

    public CompiledPlacement Placement { get; } = placement ?? CompiledPlacement.Compile(null, null);

    public bool IsValid => Errors.Count == 0;

    public ObjectReference Reference => Source.Reference();

    public PolicyReference BindingReference => new()
    {
        Kind = Source.Kind,
        Namespace = Source.Namespace,
        Name = Source.Name,
        Uid = Source.Uid,
    };

    /// <summary>An index with its selectors in it.</summary>
    public PolicyIndex AddTo(PolicyIndex index)
    {
        var metadata = new V1ObjectMeta { Name = Source.Name, Namespace = Source.Namespace };
        return Key.IsClusterWide
            ? index.Set(new V1Alpha1ClusterPropagationPolicy { Metadata = metadata, Spec = Spec })
            : index.Set(new V1Alpha1PropagationPolicy { Metadata = metadata, Spec = Spec });
    }

    /// <summary>Whether the annotations by which a user gives orders are the same.</summary>
    public bool HasSameOrders(Policy other) =>
        Source.Annotation(WellKnown.AcknowledgeRemovalsAnnotation) == other.Source.Annotation(WellKnown.AcknowledgeRemovalsAnnotation)
        && Source.Annotation(WellKnown.PauseUntilAnnotation) == other.Source.Annotation(WellKnown.PauseUntilAnnotation);

    /// <summary>The division is done again whenever the signals change.</summary>
    public bool IsContinuous => Placement.IsContinuous;

    /// <summary>Where its weights take their measurements from; null unless it divides by measured weights.</summary>
    public SignalPlan? Signals { get; } = SignalPlan.Of(spec.Placement?.ReplicaScheduling);

    /// <summary>What it wants to know of members' Prometheus.</summary>
    public IEnumerable<SignalQuery> Queries => Signals?.Queries ?? [];

    /// <summary>When replicas may move by our own wish.</summary>
    public MoveWindows MoveWindows { get; } = new(spec.Safety?.MoveWindows);

    /// <summary>Least time between two voluntary moves.</summary>
    public TimeSpan MinInterval => KubeDuration.ParseOr(Spec.Placement?.ReplicaScheduling?.Weighting?.Rebalance?.MinInterval, TimeSpan.FromSeconds(60));

    /// <summary>How long a member may be lost before its replicas are replaced; null for ever.</summary>
    public TimeSpan? FailoverAfter => Spec.Failover?.Cluster is { } cluster ? TimeSpan.FromSeconds(cluster.TolerationSeconds ?? 30) : null;
}
