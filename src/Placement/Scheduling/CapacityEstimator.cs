using Loadline.Placement.Compilation;
using Loadline.Registry;

namespace Loadline.Placement.Scheduling;

/// <summary>Estimates how many more replicas fit on each member from what members report of themselves.</summary>
internal static class CapacityEstimator
{
    /// <summary>Pods per node that a modelled node is taken to have.</summary>
    private const int PodsPerModelledNode = 110;

    public static void Run(Workspace work)
    {
        var allocatable = work.Allocatable;
        if (work.Request.Replicas <= 0)
        {
            // Nothing is divided, so capacity must not stand in the way of selection.
            allocatable.Fill(int.MaxValue);
            return;
        }

        Saturate(work.Snapshot.Free("pods"), 1, allocatable, first: true);
        var requests = work.Request.Requests;
        if (requests is null) return;
        for (var i = 0; i < requests.Count; i++)
        {
            var (resource, amount) = requests[i];
            if (amount > 0) Saturate(work.Snapshot.Free(resource), amount, allocatable, first: false);
        }

        LimitByModels(work, requests);
    }

    private static void Saturate(ReadOnlySpan<long> free, long amount, Span<int> replicas, bool first)
    {
        if (free.IsEmpty)
        {
            replicas.Clear();
            return;
        }

        for (var i = 0; i < replicas.Length; i++)
        {
            var fit = free[i] <= 0 ? 0 : free[i] / amount;
            var limit = first ? int.MaxValue : replicas[i];
            replicas[i] = fit < limit ? (int)fit : limit;
        }
    }

    /// <summary>Free resources scattered over nodes hold fewer replicas than their sum: count node by node where grades are known.</summary>
    private static void LimitByModels(Workspace work, IReadOnlyList<KeyValuePair<string, long>> requests)
    {
        var modelled = work.Snapshot.Modelled;
        for (var i = 0; i < work.Count; i++)
        {
            if (!modelled.Contains(i) || !Bits.Contains(work.Feasible, i)) continue;
            long replicas = 0;
            foreach (var grade in work.Snapshot.Members[i].Resources!.Grades) replicas += (long)grade.NodeCount * PerNode(grade, requests);
            work.Allocatable[i] = (int)Math.Min(work.Allocatable[i], replicas);
        }
    }

    private static long PerNode(NodeGrade grade, IReadOnlyList<KeyValuePair<string, long>> requests)
    {
        long fit = PodsPerModelledNode;
        for (var i = 0; i < requests.Count; i++)
        {
            var (resource, amount) = requests[i];
            if (amount > 0) fit = Math.Min(fit, grade.Minimum.GetValueOrDefault(resource) / amount);
        }

        return fit;
    }
}
