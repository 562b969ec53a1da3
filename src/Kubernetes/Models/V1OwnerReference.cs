namespace Loadline.Kubernetes.Models;

/// <summary>Points from a dependent to its owner in the same namespace, or to a cluster-scoped owner.</summary>
public sealed record V1OwnerReference
{
    /// <summary>Owner's group and version.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Owner's kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Owner's name.</summary>
    public string? Name { get; init; }

    /// <summary>Owner's uid.</summary>
    public string? Uid { get; init; }

    /// <summary>True on the one owner that manages the dependent.</summary>
    public bool? Controller { get; init; }

    /// <summary>True when foreground deletion of the owner waits for this dependent.</summary>
    public bool? BlockOwnerDeletion { get; init; }
}
