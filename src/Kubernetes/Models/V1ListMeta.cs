namespace Loadline.Kubernetes.Models;

/// <summary>Metadata of a list response.</summary>
public sealed record V1ListMeta
{
    /// <summary>Version that the list is a snapshot of.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Token of the next page; null on the last page.</summary>
    public string? Continue { get; init; }

    /// <summary>Items left after this page, when the server knows.</summary>
    public long? RemainingItemCount { get; init; }
}
