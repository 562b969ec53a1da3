namespace Loadline.Kubernetes.Entities;

/// <summary>Emits <c>x-kubernetes-list-map-keys</c>; the keys must be required scalar fields of the items.</summary>
/// <param name="keys">JSON names of the key fields.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XListMapKeysAttribute(params string[] keys) : Attribute
{
    /// <summary>JSON names of the key fields.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}
