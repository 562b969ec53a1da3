namespace Loadline.Kubernetes.Models;

/// <summary>What a failure is about.</summary>
public sealed record V1StatusDetails
{
    /// <summary>Object name.</summary>
    public string? Name { get; init; }

    /// <summary>API group.</summary>
    public string? Group { get; init; }

    /// <summary>Resource or kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Object uid.</summary>
    public string? Uid { get; init; }

    /// <summary>Per-field causes.</summary>
    public IReadOnlyList<V1StatusCause>? Causes { get; init; }

    /// <summary>Seconds to wait before a retry.</summary>
    public int? RetryAfterSeconds { get; init; }
}
