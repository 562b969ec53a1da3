using Loadline.Placement.Scheduling;

namespace Loadline.Placement.Decisions;

/// <summary>An affinity term that was tried and failed before the one that the decision shows.</summary>
/// <param name="AffinityName">Name of the term.</param>
/// <param name="Outcome">How it failed.</param>
/// <param name="Message">Why.</param>
public sealed record TermAttempt(string AffinityName, PlacementOutcome Outcome, string Message);
