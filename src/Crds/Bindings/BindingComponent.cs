using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A part of a template that has replicas of its own.</summary>
public sealed record BindingComponent
{
    /// <summary>Name of the part.</summary>
    [Length(1, 32)]
    public required string Name { get; init; }

    /// <summary>Replicas that it asks for.</summary>
    [RangeMinimum(0)]
    public required int Replicas { get; init; }

    /// <summary>What one replica asks for.</summary>
    public ReplicaRequirements? ReplicaRequirements { get; init; }
}
