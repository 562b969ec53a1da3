using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>One requirement on nodes.</summary>
public sealed record NodeSelectorRequirement
{
    /// <summary>Key of the label or field.</summary>
    [Length(max: Limits.LabelKey)]
    public required string Key { get; init; }

    /// <summary>In, NotIn, Exists, DoesNotExist, Gt or Lt.</summary>
    [Length(max: Limits.Word)]
    public required string Operator { get; init; }

    /// <summary>Values to compare with.</summary>
    [Items(max: 256)]
    [ItemLength(max: Limits.Name)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<string>? Values { get; init; }
}
