namespace Loadline.Placement.Compilation;

/// <summary>Limits the replicas of each member that it selects.</summary>
internal sealed record BoundRule(AffinityRule Target, int Min, int Max);
