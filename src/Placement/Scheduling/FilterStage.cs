using Loadline.Placement.Compilation;

namespace Loadline.Placement.Scheduling;

/// <summary>Leaves the members that may hold the workload.</summary>
internal static class FilterStage
{
    public static void Run(Workspace work)
    {
        var feasible = work.Feasible;
        var targets = work.IsTarget;
        var topology = work.Snapshot.Topology;
        var bound = work.Bound;

        // What a member already holds is not thrown out by a taint or by an API that it no longer lists.
        if (work.Serving is { } serving)
        {
            for (var i = 0; i < feasible.Length; i++)
            {
                feasible[i] = topology.All.Words[i] & (targets[i] | (serving.Words[i] & bound.Tolerated[i]));
            }
        }
        else
        {
            targets.CopyTo(feasible);
        }

        Bits.AndNot(feasible, topology.Terminating.Words);
        Bits.And(feasible, Affinity(work));
        Bits.And(feasible, bound.HasSpreadFields);
        Bits.And(feasible, bound.Permitted);
        Bits.AndNot(feasible, work.Evicted);
    }

    /// <summary>The first filter, in the order in which they are reported, that refuses a member; null when none does.</summary>
    public static MemberFilter? Refusal(Workspace work, int member)
    {
        if (Bits.Contains(work.Feasible, member)) return null;
        var topology = work.Snapshot.Topology;
        var target = Bits.Contains(work.IsTarget, member);
        if (topology.Terminating.Contains(member)) return MemberFilter.Terminating;
        if (!target && work.Serving?.Contains(member) != true) return MemberFilter.ApiEnablement;
        if (!target && !Bits.Contains(work.Bound.Tolerated, member)) return MemberFilter.Taint;
        if (!Bits.Contains(Affinity(work), member)) return MemberFilter.Affinity;
        if (!Bits.Contains(work.Bound.HasSpreadFields, member)) return MemberFilter.SpreadField;
        if (!Bits.Contains(work.Bound.Permitted, member)) return MemberFilter.Jurisdiction;
        return MemberFilter.Eviction;
    }

    /// <summary>Overflow selections take replicas that do not fit elsewhere, so they mean nothing without replicas.</summary>
    private static ulong[] Affinity(Workspace work) => work.Request.IsWorkload ? work.Affinity.All : work.Affinity.Primary;
}
