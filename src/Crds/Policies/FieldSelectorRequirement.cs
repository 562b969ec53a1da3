using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>One expression of a field selector.</summary>
public sealed record FieldSelectorRequirement
{
    /// <summary>provider, region or zone.</summary>
    [EnumValues("provider", "region", "zone")]
    public required string Key { get; init; }

    /// <summary>In or NotIn.</summary>
    [EnumValues("In", "NotIn")]
    public required string Operator { get; init; }

    /// <summary>The values. A member matches a zone when one of its zones does.</summary>
    [Items(max: 256)]
    [ItemLength(max: Limits.Name)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<string>? Values { get; init; }
}
