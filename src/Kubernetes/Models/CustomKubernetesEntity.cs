namespace Loadline.Kubernetes.Models;

/// <summary>Base of a custom resource with spec and status.</summary>
/// <typeparam name="TSpec">Desired state.</typeparam>
/// <typeparam name="TStatus">Observed state, written through the status subresource.</typeparam>
public abstract record CustomKubernetesEntity<TSpec, TStatus> : IKubernetesObject<V1ObjectMeta>
    where TSpec : class
    where TStatus : class
{
    /// <inheritdoc/>
    public string? ApiVersion { get; init; }

    /// <inheritdoc/>
    public string? Kind { get; init; }

    /// <inheritdoc/>
    public V1ObjectMeta? Metadata { get; init; }

    /// <summary>What the user wants.</summary>
    public TSpec? Spec { get; init; }

    /// <summary>What was observed.</summary>
    public TStatus? Status { get; init; }
}
