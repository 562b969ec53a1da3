using Loadline.Crds;
using Loadline.Kubernetes.Config;
using Loadline.Operator.Sensing;
using Loadline.Operator.Sensing.Prometheus;

namespace Loadline.Operator.Members;

/// <summary>How to connect to a member.</summary>
/// <param name="Configuration">Where and as whom.</param>
/// <param name="Schedule">When to probe.</param>
/// <param name="Models">Grades that its nodes are sorted into; empty for none.</param>
/// <param name="ClusterId">Uid of the cluster's kube-system namespace; null accepts any cluster.</param>
/// <param name="Fingerprint">Changes when, and only when, a new connection is needed. A hash: it gives nothing away.</param>
internal sealed record MemberConnection(
    KubernetesClientConfiguration Configuration, ProbeSchedule Schedule, IReadOnlyList<ResourceModel> Models, string? ClusterId, string Fingerprint)
{
    /// <summary>Port whose handshake is the round trip; null for requests to the API server.</summary>
    public int? ProbePort { get; init; }

    /// <summary>How to reach the member's Prometheus, or why not; null when it names none.</summary>
    public PrometheusConnection? Prometheus { get; init; }
}
