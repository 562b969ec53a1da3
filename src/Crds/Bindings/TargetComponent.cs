using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Replicas of a part of a template.</summary>
public sealed record TargetComponent
{
    /// <summary>Name of the part.</summary>
    [Length(1, 32)]
    public required string Name { get; init; }

    /// <summary>Its replicas.</summary>
    [RangeMinimum(0)]
    public required int Replicas { get; init; }
}
