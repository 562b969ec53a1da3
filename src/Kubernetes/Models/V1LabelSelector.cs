namespace Loadline.Kubernetes.Models;

/// <summary>A label query: all of <see cref="MatchLabels"/> and all of <see cref="MatchExpressions"/> must hold.</summary>
public sealed record V1LabelSelector
{
    /// <summary>Labels that must be present with exactly these values.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Requirements in operator form.</summary>
    public IReadOnlyList<V1LabelSelectorRequirement>? MatchExpressions { get; init; }
}
