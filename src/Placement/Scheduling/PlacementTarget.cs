namespace Loadline.Placement.Scheduling;

/// <summary>A member and its share of a workload.</summary>
/// <param name="Cluster">Member name.</param>
/// <param name="Replicas">Replicas there; null for objects that have no replicas.</param>
public readonly record struct PlacementTarget(string Cluster, int? Replicas);
