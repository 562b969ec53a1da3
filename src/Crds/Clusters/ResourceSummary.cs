using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>Resources of a member's schedulable nodes, by name.</summary>
public sealed record ResourceSummary
{
    /// <summary>What its nodes offer to pods.</summary>
    [PropertyLimits(max: 64)]
    public IReadOnlyDictionary<string, ResourceQuantity>? Allocatable { get; init; }

    /// <summary>What pods ask for that are not on a node yet.</summary>
    [PropertyLimits(max: 64)]
    public IReadOnlyDictionary<string, ResourceQuantity>? Allocating { get; init; }

    /// <summary>What pods on nodes ask for.</summary>
    [PropertyLimits(max: 64)]
    public IReadOnlyDictionary<string, ResourceQuantity>? Allocated { get; init; }

    /// <summary>Number of nodes in each grade of spec.resourceModels.</summary>
    [Items(max: 64)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<AllocatableModeling>? AllocatableModelings { get; init; }
}
