namespace Loadline.Kubernetes.Models;

/// <summary>Content of a lease. Times are written with microseconds, as the API's MicroTime wants.</summary>
public sealed record V1LeaseSpec
{
    /// <summary>Identity of the holder; empty after a graceful release.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds that the lease lasts after its last renewal.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the holder took the lease (MicroTime text).</summary>
    public string? AcquireTime { get; init; }

    /// <summary>When the holder last renewed (MicroTime text).</summary>
    public string? RenewTime { get; init; }

    /// <summary>How often the lease changed hands.</summary>
    public int? LeaseTransitions { get; init; }
}
