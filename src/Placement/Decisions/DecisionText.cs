using System.Text;

namespace Loadline.Placement.Decisions;

/// <summary>Renders a decision for people.</summary>
public static class DecisionText
{
    /// <summary>One line for the whole, then one for each member: chosen ones first, then those that fit, then those refused.</summary>
    public static string Render(PlacementDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var text = new StringBuilder();
        text.Append(decision.Outcome);
        if (decision.Strategy.Length > 0) text.Append(", ").Append(decision.Strategy).Append(", ").Append(decision.Replicas).Append(" replicas");
        if (decision.AffinityName.Length > 0) text.Append(", affinity '").Append(decision.AffinityName).Append('\'');
        text.AppendLine();
        if (decision.Message.Length > 0) text.Append("  ").AppendLine(decision.Message);
        foreach (var attempt in decision.FailedTerms)
        {
            text.Append("  affinity '").Append(attempt.AffinityName).Append("': ").Append(attempt.Outcome).Append(", ").AppendLine(attempt.Message);
        }

        foreach (var member in decision.Members.OrderBy(Rank).ThenByDescending(member => member.Replicas ?? 0)) text.Append("  ").AppendLine(Line(member));
        return text.ToString();
    }

    /// <summary><c>us-2: refused, taint dedicated=b:NoSchedule not tolerated</c>, <c>eu-1: 7 of 10: weight 70 of 100</c>.</summary>
    public static string Line(MemberDecision member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.RefusedBy is null ? $"{member.Cluster}: {member.Reason}" : $"{member.Cluster}: refused, {member.Reason}";
    }

    private static int Rank(MemberDecision member) => member.RefusedBy is not null ? 2 : member.Selected ? 0 : 1;
}
