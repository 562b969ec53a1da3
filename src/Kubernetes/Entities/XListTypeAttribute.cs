namespace Loadline.Kubernetes.Entities;

/// <summary>Emits <c>x-kubernetes-list-type</c>.</summary>
/// <param name="listType">How the list merges.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XListTypeAttribute(XListType listType) : Attribute
{
    /// <summary>How the list merges.</summary>
    public XListType ListType { get; } = listType;
}
