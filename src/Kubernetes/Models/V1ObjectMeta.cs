namespace Loadline.Kubernetes.Models;

/// <summary>Metadata that every persisted object has. Immutable; null means absent.</summary>
public sealed record V1ObjectMeta
{
    /// <summary>Name, unique within a namespace and kind.</summary>
    public string? Name { get; init; }

    /// <summary>Namespace; null for cluster-scoped objects.</summary>
    public string? Namespace { get; init; }

    /// <summary>Server-assigned identity, unique over time.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque version for optimistic concurrency and watches.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Sequence number of the desired state.</summary>
    public long? Generation { get; init; }

    /// <summary>When the server created the object.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When deletion was asked for; set while finalizers hold the object.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Seconds left before a graceful deletion.</summary>
    public long? DeletionGracePeriodSeconds { get; init; }

    /// <summary>Selectable key-value pairs.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Non-selectable key-value pairs.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Keys that must be removed before the object goes.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }

    /// <summary>Objects that this one depends on (garbage collection).</summary>
    public IReadOnlyList<V1OwnerReference>? OwnerReferences { get; init; }
}
