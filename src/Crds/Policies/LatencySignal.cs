using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Source of latency.</summary>
[ValidationRule("has(self.query) == (has(self.source) && self.source == 'PromQL')", "query belongs to source PromQL, and only to it")]
public sealed record LatencySignal
{
    /// <summary>Probe measures from the hub, Agent between members, PromQL asks the member's Prometheus.</summary>
    [EnumValues("Probe", "Agent", "PromQL")]
    [DefaultValue("Probe")]
    public string? Source { get; init; }

    /// <summary>A query whose answer is one number of milliseconds. $member in it stands for the name of the member, $origin for each of weighting.origins in turn.</summary>
    [Length(1, 4096)]
    public string? Query { get; init; }
}
