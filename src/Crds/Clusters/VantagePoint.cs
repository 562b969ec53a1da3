using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>One way of looking at a member's health.</summary>
public sealed record VantagePoint
{
    /// <summary>Which, for example ApiProbe, Watch, Heartbeat.</summary>
    [Length(max: Limits.Word)]
    public required string Name { get; init; }

    /// <summary>Whether it sees the member well.</summary>
    public bool? Healthy { get; init; }

    /// <summary>When it last looked.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>What it saw.</summary>
    [Length(max: 1024)]
    public string? Message { get; init; }
}
