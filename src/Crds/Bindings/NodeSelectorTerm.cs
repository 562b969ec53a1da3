using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Selects nodes: all of the requirements must hold.</summary>
public sealed record NodeSelectorTerm
{
    /// <summary>Requirements on labels.</summary>
    [Items(max: 32)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<NodeSelectorRequirement>? MatchExpressions { get; init; }

    /// <summary>Requirements on fields.</summary>
    [Items(max: 32)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<NodeSelectorRequirement>? MatchFields { get; init; }
}
