using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Selects members by provider, region and zone: every expression must hold.</summary>
public sealed record FieldSelector
{
    /// <summary>The expressions.</summary>
    [Items(max: 32)]
    public IReadOnlyList<FieldSelectorRequirement>? MatchExpressions { get; init; }
}
