namespace Loadline.Kubernetes.Entities;

/// <summary>Emits <c>x-kubernetes-map-type</c>.</summary>
/// <param name="mapType">How the object merges.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XMapTypeAttribute(XMapType mapType) : Attribute
{
    /// <summary>How the object merges.</summary>
    public XMapType MapType { get; } = mapType;
}
