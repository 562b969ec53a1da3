using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Placement.Vectors;

/// <summary>A placement with a known answer.</summary>
/// <param name="Id">Name of the case.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Request">The workload.</param>
/// <param name="Members">The fleet.</param>
/// <param name="ExpectedOutcome">How it must end.</param>
/// <param name="ExpectedTargets">Where it must go, in name order.</param>
public sealed record VectorCase(
    string Id,
    string Category,
    PlacementRequest Request,
    IReadOnlyList<MemberState> Members,
    PlacementOutcome ExpectedOutcome,
    IReadOnlyList<PlacementTarget> ExpectedTargets)
{
    /// <summary>Places it; null when the answer is the known one, otherwise the difference in words.</summary>
    public string? Mismatch()
    {
        var result = Scheduler.Place(Request, ClusterSnapshot.Of(Members));
        if (result.Outcome == ExpectedOutcome && result.Targets.SequenceEqual(ExpectedTargets)) return null;
        return $"{Id}: expected {ExpectedOutcome} {Text(ExpectedTargets)}, got {result.Outcome} {Text(result.Targets)} {result.Message}";
    }

    private static string Text(IEnumerable<PlacementTarget> targets) =>
        "[" + string.Join(", ", targets.Select(target => target.Replicas is { } replicas ? $"{target.Cluster}:{replicas}" : target.Cluster)) + "]";
}
