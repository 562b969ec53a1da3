using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>
/// Divides by room. A steady workload keeps what it has: growth goes where room is, shrinking is proportional to what each member
/// holds.
/// </summary>
internal static class RoomDivision
{
    public static bool Run(Workspace work, Span<int> members, int replicas)
    {
        var fresh = work.Request.Fresh;
        long placed = 0;
        for (var m = 0; m < members.Length && work.Request.Previous.Count > 0; m++) placed += work.Previous[members[m]];
        var keep = !fresh && placed <= replicas;
        var target = keep ? replicas - placed : replicas;
        long room = 0;
        foreach (var i in members)
        {
            var weight = fresh ? work.Available(i) : keep ? work.Allocatable[i] : work.Previous[i];
            work.Weights[i] = weight;
            room += weight;
        }

        if (target > 0 && room < target)
        {
            work.Failure = $"room for {room} of {target} {(keep && placed > 0 ? "more " : "")}replicas";
            return false;
        }

        if (target > 0)
        {
            if (work.Request.Placement.Strategy == DivisionStrategy.Aggregated) KeepFewest(work, members, target);
            var parties = work.Order[..members.Length];
            members.CopyTo(parties);
            Webster.AllocateAmong(parties, work.Weights, work.Assigned, (int)target, Webster.LargerNameFirst(work.Request.Uid));
        }

        // Growth is divided on its own: what is held has no part in who gets it.
        if (!keep || placed == 0) return true;
        foreach (var i in members) work.Assigned[i] += work.Previous[i];
        return true;
    }

    /// <summary>Takes the weight of all but the fewest members that have room; a steady workload fills those in use first.</summary>
    private static void KeepFewest(Workspace work, Span<int> members, long target)
    {
        var order = work.Order[..members.Length];
        members.CopyTo(order);
        // Few are taken as a rule, so that not all of them need to be in order.
        var heap = new MemberHeap<AggregationOrder>(order, new(work));
        for (long room = 0; heap.Count > 0 && room < target;) room += work.Weights[heap.Take()];
        foreach (var member in order[..heap.Count]) work.Weights[member] = 0;
    }

    private readonly struct AggregationOrder(Workspace work) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            var order = work.Request.Fresh ? 0 : (work.Previous[y] > 0).CompareTo(work.Previous[x] > 0);
            if (order == 0) order = work.Weights[y].CompareTo(work.Weights[x]);
            if (order != 0) return order;
            return work.Ranked ? work.Ranks[x].CompareTo(work.Ranks[y]) : new CandidateOrder(work).Compare(x, y);
        }
    }
}
