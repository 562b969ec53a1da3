namespace Loadline.Kubernetes.Entities;

/// <summary>Scope of a custom resource; namespaced without this attribute.</summary>
/// <param name="scope">The scope.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EntityScopeAttribute(EntityScope scope = EntityScope.Namespaced) : Attribute
{
    /// <summary>The scope.</summary>
    public EntityScope Scope { get; } = scope;
}
