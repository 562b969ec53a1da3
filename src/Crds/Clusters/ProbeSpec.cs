using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>How the round trip is measured.</summary>
public sealed record ProbeSpec
{
    /// <summary>Time between two probes, at most an hour.</summary>
    [Length(max: Limits.Duration)]
    [Pattern(Limits.DurationPattern)]
    [DefaultValue("2s")]
    public string? Interval { get; init; }

    /// <summary>Time after which a probe counts as lost.</summary>
    [Length(max: Limits.Duration)]
    [Pattern(Limits.DurationPattern)]
    [DefaultValue("1s")]
    public string? Timeout { get; init; }

    /// <summary>
    /// TCP port of the API server's host whose handshake is measured as the round trip. Without it, a request on a kept connection is, which also
    /// works through proxies.
    /// </summary>
    [RangeMinimum(1)]
    [RangeMaximum(65535)]
    public int? Port { get; init; }
}
