namespace Loadline.Kubernetes.Entities;

/// <summary>Short names that kubectl accepts for the resource.</summary>
/// <param name="shortNames">The names, lower case.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityShortNamesAttribute(params string[] shortNames) : Attribute
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> ShortNames { get; } = shortNames;
}
