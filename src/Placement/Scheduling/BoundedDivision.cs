using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Divides by weights (measured, stated or by room) within the bounds of each member and with the inertia of
/// <see cref="InertialSeats"/>. Weights are of the whole that a member could hold, never of what is left of it, so that the answer
/// does not depend on the steps that led there. A member that is not ready or not reachable keeps what it has and gets nothing new;
/// only eviction empties it.
/// </summary>
internal static class BoundedDivision
{
    public static bool Run(Workspace work, Span<int> members, int replicas)
    {
        var usable = 0;
        long held = 0, lost = 0;
        for (var m = 0; m < members.Length; m++)
        {
            var i = members[m];
            if (work.Snapshot.Usable.Contains(i))
            {
                held += work.Previous[i];
                (members[m], members[usable]) = (members[usable], i);
                usable++;
                continue;
            }

            lost += work.Previous[i];
            work.Assigned[i] = work.Previous[i];
        }

        var isShrunk = lost > replicas;
        // The weight loop makes weights of its own.
        var byLoop = work.Request.Placement.Strategy == DivisionStrategy.LatencyAndLoad && !isShrunk && MeasuredDivision.IsMeasured(work, members[..usable]);
        if (!byLoop) Weigh(work, members[..usable], replicas);
        long room = 0, floor = 0;
        foreach (var i in members[..usable])
        {
            work.Caps[i] = Cap(work, i);
            work.Floors[i] = Math.Min(work.Caps[i], work.MinReplicas(i));
            room += work.Caps[i];
            floor += work.Floors[i];
        }

        if (isShrunk) lost = ShrinkLost(work, members[usable..], replicas, lost, held);
        var divisible = (int)(replicas - lost);
        if (room < divisible)
        {
            work.Failure = $"room for {room} of {divisible} replicas on members that are ready and reachable";
            return false;
        }

        if (floor > divisible)
        {
            work.Failure = $"minReplicas of the bounds add up to {floor}, more than the {divisible} replicas to divide";
            return false;
        }

        if (byLoop) MeasuredDivision.Run(work, members, replicas);
        else new InertialSeats(work, members[..usable]).Divide(divisible, held);
        return true;
    }

    /// <summary>A stated weight is an order: like any static split it does not look at capacity, and leaves out who has no weight.</summary>
    private static int Cap(Workspace work, int member)
    {
        var most = work.MaxReplicas(member);
        if (work.Request.Placement.Strategy != DivisionStrategy.StaticWeight) return (int)Math.Min(work.Available(member), most);
        return work.Weights[member] > 0 ? most : Math.Min(most, work.MinReplicas(member));
    }

    private static void Weigh(Workspace work, ReadOnlySpan<int> members, int replicas)
    {
        switch (work.Request.Placement.Strategy)
        {
            case DivisionStrategy.LatencyAndLoad:
                MeasuredWeights.Fill(work, members, replicas);
                return;
            case DivisionStrategy.StaticWeight:
                StaticWeights.Fill(work, members);
                return;
            default:
                foreach (var i in members) work.Weights[i] = work.Available(i);
                return;
        }
    }

    /// <summary>
    /// Less is wanted than lost members hold. Whether those replicas run is unknown, so the lost members give up only their
    /// part, in proportion to what every member holds.
    /// </summary>
    /// <returns>What the lost members keep together.</returns>
    private static long ShrinkLost(Workspace work, ReadOnlySpan<int> members, int replicas, long lost, long held)
    {
        foreach (var i in members)
        {
            work.Weights[i] = work.Previous[i];
            work.Assigned[i] = 0;
        }

        var total = replicas * lost / (lost + held);
        var parties = work.Order[..members.Length];
        members.CopyTo(parties);
        Webster.AllocateAmong(parties, work.Weights, work.Assigned, (int)total, Webster.LargerNameFirst(work.Request.Uid), work.Previous);
        foreach (var i in members) work.Weights[i] = 0;
        return total;
    }
}
