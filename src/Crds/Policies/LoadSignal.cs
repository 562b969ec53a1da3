using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Source of load.</summary>
[ValidationRule("has(self.query) == (has(self.source) && self.source == 'PromQL')", "query belongs to source PromQL, and only to it")]
public sealed record LoadSignal
{
    /// <summary>MetricsAPI reads metrics.k8s.io, PromQL asks the member's Prometheus, Requests sums up the pods' resource requests.</summary>
    [EnumValues("MetricsAPI", "PromQL", "Requests")]
    [DefaultValue("MetricsAPI")]
    public string? Source { get; init; }

    /// <summary>A query whose answer is one number, 1 meaning fully used. $member in it stands for the name of the member.</summary>
    [Length(1, 4096)]
    public string? Query { get; init; }
}
