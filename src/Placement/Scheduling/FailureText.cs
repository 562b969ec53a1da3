using System.Text;
using Loadline.Placement.Decisions;

namespace Loadline.Placement.Scheduling;

/// <summary>Says why nothing was placed.</summary>
internal static class FailureText
{
    public static string Of(Workspace work, PlacementOutcome outcome) =>
        outcome == PlacementOutcome.NoClusterFit ? NoFit(work.Count, new RefusalReport(work).Collect()) : work.Failure;

    public static string NoFit(int members, IReadOnlyList<RefusalGroup> groups)
    {
        if (members == 0) return "there are no member clusters; join one";
        var text = new StringBuilder().Append("0 of ").Append(members).Append(" members fit: ");
        for (var i = 0; i < groups.Count; i++) text.Append(i == 0 ? "" : "; ").Append(groups[i]);
        return text.ToString();
    }
}
