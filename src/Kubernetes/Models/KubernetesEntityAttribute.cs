namespace Loadline.Kubernetes.Models;

/// <summary>Names the API resource that a class stands for.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>API version, for example <c>v1alpha1</c>.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>Kind, for example <c>PropagationPolicy</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Plural resource name, for example <c>propagationpolicies</c>.</summary>
    public string PluralName { get; init; } = "";
}
