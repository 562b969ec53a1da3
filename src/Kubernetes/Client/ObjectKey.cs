namespace Loadline.Kubernetes.Client;

/// <summary>Identity of an object within one resource of one cluster.</summary>
/// <param name="Namespace">Namespace; null for cluster-scoped objects.</param>
/// <param name="Name">Name.</param>
public readonly record struct ObjectKey(string? Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
