namespace Loadline.Placement.Matching;

/// <summary>A policy that selects a template and does not get it.</summary>
/// <param name="Match">The policy.</param>
/// <param name="Reason">Why not.</param>
public readonly record struct PolicyLoss(PolicyMatch Match, PolicyConflictReason Reason);
