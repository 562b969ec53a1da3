using Loadline.Kubernetes.Client;

namespace Loadline.Operator.Binding;

/// <summary>A template on the hub: the key of the binding queue.</summary>
/// <param name="Resource">Kind of the template.</param>
/// <param name="Namespace">Namespace; null for cluster-scoped templates.</param>
/// <param name="Name">Name.</param>
internal readonly record struct TemplateKey(ResourceType Resource, string? Namespace, string Name)
{
    public ObjectKey ObjectKey => new(Namespace, Name);

    public override string ToString() => Namespace is null ? $"{Resource.Kind} {Name}" : $"{Resource.Kind} {Namespace}/{Name}";
}
