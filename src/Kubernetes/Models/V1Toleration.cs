namespace Loadline.Kubernetes.Models;

/// <summary>Accepts matching taints.</summary>
public sealed record V1Toleration
{
    /// <summary>Taint key; empty with <c>Exists</c> matches every taint.</summary>
    public string? Key { get; init; }

    /// <summary><c>Equal</c> (default) or <c>Exists</c>.</summary>
    public string? Operator { get; init; }

    /// <summary>Taint value for <c>Equal</c>.</summary>
    public string? Value { get; init; }

    /// <summary>Effect to match; empty matches all.</summary>
    public string? Effect { get; init; }

    /// <summary>How long a NoExecute taint is tolerated, in seconds; null means forever.</summary>
    public long? TolerationSeconds { get; init; }
}
