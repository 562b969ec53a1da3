using Loadline.Crds;

namespace Loadline.Operator.Guarding;

/// <summary>
/// Make before break: a member gives replicas up only as far as the others have taken over. Raising is safe for capacity and limited
/// only by the surge; lowering must leave the floor standing or take nothing that is ready.
/// </summary>
/// <remarks>
/// Decisions over one template must follow one another, each with the writes of those before it in <see cref="MemberReplicas.Applied"/>:
/// two that see the same state could both spend the same slack. Removing a template that the user deleted is not a move and does not
/// come here.
/// </remarks>
internal static class ReplicaGuard
{
    /// <summary>How far one member may go from what it has to what it should have.</summary>
    /// <param name="limits">Floor and surge.</param>
    /// <param name="fleet">Every member that holds, or may hold, replicas of the template.</param>
    /// <param name="member">Index of the member in question.</param>
    /// <param name="wanted">Replicas that it should have; 0 when it is to lose the object.</param>
    public static GuardVerdict Decide(in MoveLimits limits, ReadOnlySpan<MemberReplicas> fleet, int member, int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wanted);
        var applied = fleet[member].Applied;
        return wanted > applied ? Raise(in limits, fleet, member, wanted)
            : wanted < applied ? Lower(in limits, fleet, member, wanted)
            : new(wanted, null);
    }

    private static GuardVerdict Raise(in MoveLimits limits, ReadOnlySpan<MemberReplicas> fleet, int member, int wanted)
    {
        var elsewhere = 0;
        for (var i = 0; i < fleet.Length; i++)
        {
            // A member that does not answer is being replaced: what it was given must not stand in the way.
            if (i != member && fleet[i].Fresh) elsewhere += fleet[i].Applied;
        }

        var allowed = Math.Clamp(limits.Ceiling - elsewhere, fleet[member].Applied, wanted);
        return allowed == wanted ? new(wanted, null) : new(allowed, new(
            GuardReasons.SurgeBudget,
            $"Other members giving up {wanted - allowed} replicas ({elsewhere + allowed} exist, {limits.Ceiling} may), or a larger safety.maxSurge"));
    }

    private static GuardVerdict Lower(in MoveLimits limits, ReadOnlySpan<MemberReplicas> fleet, int member, int wanted)
    {
        var giver = fleet[member];
        if (!giver.Fresh) return new(giver.Applied, new(GuardReasons.StaleMember, "A fresh view of the member"));

        var elsewhere = 0;
        for (var i = 0; i < fleet.Length; i++)
            if (i != member) elsewhere += fleet[i].ReadyAtLeast;

        var allowed = LowestSafe(in giver, wanted, limits.Floor - elsewhere);
        if (allowed == wanted) return new(wanted, null);
        var missing = limits.Floor - elsewhere - giver.ReadyAtLeastAfter(wanted);
        return new(allowed, new(
            GuardReasons.CapacityFloor,
            $"{missing} more ready replicas in other members ({elsewhere} are ready there, {limits.Floor} must stay ready over all), "
            + "or a smaller spec.replicas or safety.minReadyPercent"));
    }

    /// <summary>The least number from <paramref name="wanted"/> up that leaves what the others lack, or takes nothing that is ready.</summary>
    private static int LowestSafe(in MemberReplicas giver, int wanted, int lacking)
    {
        // Both conditions only get easier upwards, so the first hit is the least; the search is over pods of one workload in one member.
        int low = wanted, high = giver.Applied;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (giver.ReadyAtLeastAfter(middle) >= lacking || giver.LosesNoReady(middle)) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
