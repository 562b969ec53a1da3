using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A Prometheus that knows the member's load.</summary>
public sealed record PrometheusSpec
{
    /// <summary>URL, up to but without /api/v1.</summary>
    [Length(1, 2048)]
    [Pattern("^https?://[^/@?#]+(/[^?#]*)?$")]
    public required string Url { get; init; }

    /// <summary>A Secret with a token.</summary>
    public SecretReference? SecretRef { get; init; }

    /// <summary>PEM certificates that the server is verified against, base64. Default: the system's.</summary>
    [Length(max: 262144)]
    public string? CaBundle { get; init; }
}
