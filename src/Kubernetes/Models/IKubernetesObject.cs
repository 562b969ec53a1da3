namespace Loadline.Kubernetes.Models;

/// <summary>Anything with an apiVersion and a kind.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, for example <c>apps/v1</c>; <c>v1</c> for the core group.</summary>
    string? ApiVersion { get; }

    /// <summary>Kind, for example <c>Deployment</c>.</summary>
    string? Kind { get; }
}

/// <summary>An object that carries metadata.</summary>
/// <typeparam name="TMetadata">The metadata type: <see cref="V1ObjectMeta"/> for objects, <see cref="V1ListMeta"/> for lists.</typeparam>
public interface IKubernetesObject<out TMetadata> : IKubernetesObject
{
    /// <summary>The object's metadata.</summary>
    TMetadata? Metadata { get; }
}
