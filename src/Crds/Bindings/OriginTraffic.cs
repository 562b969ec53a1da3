using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>How the requests of one origin of demand should be divided over the members.</summary>
public sealed record OriginTraffic
{
    /// <summary>The origin: a member or a region, as in weighting.origins.</summary>
    [Length(1, Limits.DnsLabel)]
    public required string Origin { get; init; }

    /// <summary>Weights by member. They add up to 10,000; a member without traffic is left out.</summary>
    [PropertyLimits(max: 100)]
    public IReadOnlyDictionary<string, int>? Weights { get; init; }
}
