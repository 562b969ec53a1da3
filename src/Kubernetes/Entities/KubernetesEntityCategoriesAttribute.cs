namespace Loadline.Kubernetes.Entities;

/// <summary>Grouped resources the kind belongs to, for <c>kubectl get CATEGORY</c>.</summary>
/// <param name="categories">The categories.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityCategoriesAttribute(params string[] categories) : Attribute
{
    /// <summary>The categories.</summary>
    public IReadOnlyList<string> Categories { get; } = categories;
}
