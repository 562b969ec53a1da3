using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A grade of node sizes.</summary>
public sealed record ResourceModel
{
    /// <summary>Number of the grade, from small nodes to large ones.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(int.MaxValue)]
    public required int Grade { get; init; }

    /// <summary>Range of each resource in this grade.</summary>
    [Items(1, 32)]
    public required IReadOnlyList<ResourceModelRange> Ranges { get; init; }
}
