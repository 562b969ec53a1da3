using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Selects nodes: any of the terms must hold.</summary>
public sealed record NodeSelector
{
    /// <summary>The terms.</summary>
    [Items(max: 32)]
    [XListType(XListType.Atomic)]
    public required IReadOnlyList<NodeSelectorTerm> NodeSelectorTerms { get; init; }
}
