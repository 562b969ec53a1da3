namespace Loadline.Placement.Compilation;

/// <summary>Gives a static weight to the members that it selects.</summary>
internal sealed record WeightRule(AffinityRule Target, long Weight);
