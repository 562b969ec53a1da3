using Loadline.Crds;
using Loadline.Operator.Json;
using Loadline.Placement.Scheduling;
using Loadline.Placement.Weights;

namespace Loadline.Operator.Weighing;

/// <summary>A decision by measured weights as it is recorded: what it came to, and on what it rested.</summary>
/// <param name="Outcome">The loop's outcome.</param>
/// <param name="Measurements">By member.</param>
/// <param name="Hold">What holds all moves beyond the loop's own reasons; null for nothing.</param>
/// <param name="Division">Changes with the division and the state of the world.</param>
/// <param name="Words">Changes with the reasons, and with where the measurements come from.</param>
/// <param name="Stamp">When it was recorded, by the monotonic clock.</param>
internal sealed record Explanation(
    MeasuredOutcome Outcome, IReadOnlyDictionary<string, MemberMeasurements> Measurements, string? Hold, ulong Division, ulong Words, long Stamp)
{
    /// <summary>The sentence for people.</summary>
    public string Message =>
        Outcome is { ReplicasChanged: true, Reason: WeightReason.None } ? $"{Decided}: the first division"
        : Hold is null || Proposed == Decided ? Outcome.Headline
        : $"proposed {Proposed}: held, {Hold}";

    /// <summary>Identity of the record: equal outcomes for equal reasons are one decision.</summary>
    public ulong Identity => (Division * 31) ^ Words;

    /// <summary>The reason for the whole, as a word of <see cref="DecisionReasons"/>; null when there is nothing to say.</summary>
    public string? Reason => Outcome.Reason != WeightReason.None ? Outcome.Reason.ToString() : Hold is not null && Proposed != Decided ? DecisionReasons.CoolDown : null;

    /// <summary>Whether replicas that were decided are still on their way.</summary>
    public bool IsMoving => Outcome.ReplicasChanged || Outcome.Reason == WeightReason.OneInFlight;

    private string Proposed => string.Join('/', Outcome.Members.Select(static m => m.Proposed));

    private string Decided => string.Join('/', Outcome.Members.Select(static m => m.Desired));

    /// <summary>The two parts of a decision's identity.</summary>
    public static (ulong Division, ulong Words) Identify(PlacementResult result, MeasuredOutcome outcome, string? hold, ulong basis)
    {
        var (division, words) = (new Fnv(), new Fnv());
        foreach (var target in result.Targets)
        {
            division.Add(target.Cluster);
            division.Add(target.Replicas ?? -1);
        }

        division.Add((int)outcome.Mode);
        words.Add((int)outcome.Reason);
        words.Add(hold is null ? 0 : 1);
        words.Add(basis);
        foreach (var member in outcome.Members)
        {
            words.Add((int)member.Reason);
            words.Add((int)member.Limit);
            // What waits for a window is what people want to know before it opens.
            if (hold is not null) words.Add(member.Proposed);
        }

        return (division.Value, words.Value);
    }
}
