using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Where data may be.</summary>
public sealed record DataResidency
{
    /// <summary>A member is eligible only when its spec.jurisdiction is one of these.</summary>
    [Items(1, 64)]
    [ItemLength(1, Limits.DnsLabel)]
    [XListType(XListType.Set)]
    public required IReadOnlyList<string> Jurisdictions { get; init; }
}
