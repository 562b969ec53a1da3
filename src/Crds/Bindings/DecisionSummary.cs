using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>An earlier decision in short.</summary>
public sealed record DecisionSummary
{
    /// <summary>Identity of the decision.</summary>
    [Length(max: 128)]
    public string? Id { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Its mode.</summary>
    [Length(max: Limits.Word)]
    public string? Mode { get; init; }

    /// <summary>The reason that decided most.</summary>
    [Length(max: Limits.Word)]
    public string? Reason { get; init; }

    /// <summary>What was done, or why nothing was.</summary>
    [Length(max: 1024)]
    public string? Message { get; init; }

    /// <summary>Replicas by member, for example "eu-1:3 us-1:7".</summary>
    [Length(max: 4096)]
    public string? Replicas { get; init; }
}
