using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A measurement, its age and its source.</summary>
public sealed record DecisionInput
{
    /// <summary>The value.</summary>
    public double? Value { get; init; }

    /// <summary>Age when the decision was made.</summary>
    [Length(max: Limits.Duration)]
    public string? Age { get; init; }

    /// <summary>How it was measured.</summary>
    [Length(max: Limits.Word)]
    public string? Source { get; init; }

    /// <summary>How far it was trusted, 0 to 1.</summary>
    public double? Confidence { get; init; }
}
