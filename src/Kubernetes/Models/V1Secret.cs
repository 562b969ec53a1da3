namespace Loadline.Kubernetes.Models;

/// <summary>Secret data. Values never appear in <see cref="ToString"/>.</summary>
public sealed record V1Secret : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string? ApiVersion { get; init; }

    /// <inheritdoc/>
    public string? Kind { get; init; }

    /// <inheritdoc/>
    public V1ObjectMeta? Metadata { get; init; }

    /// <summary>Values by key (base64 on the wire).</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    /// <summary>Secret type.</summary>
    public string? Type { get; init; }

    /// <summary>Names the secret and its keys only.</summary>
    public override string ToString() => $"Secret {Metadata?.Namespace}/{Metadata?.Name} [{string.Join(',', Data?.Keys ?? [])}]";
}
