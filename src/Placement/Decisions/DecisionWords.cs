using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Placement.Weights;

namespace Loadline.Placement.Decisions;

/// <summary>Puts the outcome for a member into words.</summary>
internal sealed class DecisionWords(Workspace work, PlacementOutcome outcome, long weightTotal)
{
    private readonly RefusalReport _refusals = new(work);

    public PlacementOutcome Outcome { get; } = outcome;

    public long WeightTotal { get; } = weightTotal;

    /// <summary>A row of the weight loop's decision; null when there is none.</summary>
    public MemberWeight? Measured(int row) => row < 0 ? null : work.Outcome!.Members[row];

    /// <summary>What would have to change for a member to gain one replica; empty when it took no part in a division by measured weights.</summary>
    public string WhyNotMore(string member) => work.Outcome is { } outcome && outcome.IndexOf(member) is >= 0 and var row ? outcome.WhyNotMore(row) : "";

    public string Reason(int member)
    {
        if (FilterStage.Refusal(work, member) is { } filter) return _refusals.Reason(member, filter);
        if (!Bits.Contains(work.Selected, member)) return NotSelected(member);
        if (Outcome != PlacementOutcome.Placed) return $"fits, with room for {work.Allocatable[member]}";
        return work.Request.IsWorkload ? ShareText.Of(work, member, WeightTotal) : "selected";
    }

    private string NotSelected(int member)
    {
        if (Outcome == PlacementOutcome.SelectFailed) return "fits; selection failed";
        var group = work.Bound.Groups is { } groups ? $" ({work.Request.Placement.GroupRule!.FieldName} {groups.TextOf(member)})" : "";
        return $"fits{group}, but the spread constraints chose others";
    }
}
