namespace Loadline.Kubernetes.Models;

/// <summary>A lease (coordination.k8s.io/v1).</summary>
public sealed record V1Lease : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string? ApiVersion { get; init; }

    /// <inheritdoc/>
    public string? Kind { get; init; }

    /// <inheritdoc/>
    public V1ObjectMeta? Metadata { get; init; }

    /// <summary>Who holds the lease and until when.</summary>
    public V1LeaseSpec? Spec { get; init; }
}
