using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A place that demand comes from.</summary>
[ValidationRule("has(self.memberCluster) != has(self.region)", "an origin is either a memberCluster or a region")]
public sealed record DemandOrigin
{
    /// <summary>The demand comes from clients near this member.</summary>
    [Length(1, Limits.ClusterName)]
    public string? MemberCluster { get; init; }

    /// <summary>The demand comes from clients in this region.</summary>
    [Length(1, Limits.DnsLabel)]
    public string? Region { get; init; }

    /// <summary>Share of the demand, relative to the other origins.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(1_000_000)]
    public required int Share { get; init; }
}
