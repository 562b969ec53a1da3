using Loadline.Placement.Scheduling;
using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>Division by a weight that is computed anew every time, whatever is placed.</summary>
internal sealed class FreshReplicas(string name, double period, Func<PlantView, int, double> weigh, bool hamilton) : IReplicaPolicy
{
    public string Name => name;

    public double Period => period;

    /// <summary>By room, every five minutes.</summary>
    public static FreshReplicas ByRoom() => new("AvailableReplicas afresh every 5 min", 300, (view, i) => view.Healthy[i] ? view.Plant.Topology.Cap(i) : 0, hamilton: false);

    /// <summary>KubeAdmiral's weight: the share of what is available, at most 1.4 times the share of what is allocatable.</summary>
    public static FreshReplicas Capped() => new("KubeAdmiral (1.4 x allocatable)", 300, static (view, i) =>
    {
        var topology = view.Plant.Topology;
        double available = 0, cores = 0;
        for (var k = 0; k < view.Count; k++)
        {
            if (!view.Healthy[k]) continue;
            available += topology.Cap(k);
            cores += topology.Cores[k];
        }

        return view.Healthy[i] ? Math.Min(topology.Cap(i) / available, 1.4 * topology.Cores[i] / cores) : 0;
    }, hamilton: false);

    /// <summary>By room times idle CPU, every 15 s.</summary>
    public static FreshReplicas ByHeadroom() => new("naive CPU headroom (15 s, Hamilton)", 15, (view, i) =>
        view.Healthy[i] ? view.Plant.Topology.Cap(i) * Math.Max(0.02, 1 - (double.IsNaN(view.Report.NodeCpu[i]) ? 0 : view.Report.NodeCpu[i])) : 0, hamilton: true);

    /// <summary>By the inverse of measured latency, every 15 s.</summary>
    public static FreshReplicas ByLatency()
    {
        var smooth = new Dictionary<int, double>();
        return new("naive 1/latency (15 s, Hamilton)", 15, (view, i) =>
        {
            if (!double.IsNaN(view.Report.Latency[i])) smooth[i] = Ewma.Next(smooth.GetValueOrDefault(i, double.NaN), view.Report.Latency[i], 15, 15);
            if (!view.Healthy[i]) return 0;
            return smooth.TryGetValue(i, out var latency) && latency > 0 ? 1 / latency : 0.005;
        }, hamilton: true);
    }

    public bool Decide(in PlantView view, Span<int> target, Span<bool> drain)
    {
        var n = view.Count;
        var weights = new double[n];
        for (var i = 0; i < n; i++) weights[i] = weigh(view, i);
        var topology = view.Plant.Topology;
        if (hamilton) Hamilton(weights, topology.Replicas, target);
        else
        {
            var (votes, caps) = (new long[n], new int[n]);
            for (var i = 0; i < n; i++) (votes[i], caps[i]) = ((long)(1e6 * weights[i]), topology.Cap(i));
            target.Clear();
            Webster.Allocate(votes, target, topology.Replicas, largerNameFirst: false, caps);
        }

        for (var i = 0; i < n; i++) target[i] = Math.Min(target[i], topology.Cap(i));
        return true;
    }

    /// <summary>Largest remainders.</summary>
    public static void Hamilton(ReadOnlySpan<double> weights, int seats, Span<int> target)
    {
        double sum = 0;
        foreach (var weight in weights) sum += weight;
        if (sum <= 0) return;
        var (order, remainders) = (new int[weights.Length], new double[weights.Length]);
        var left = seats;
        for (var i = 0; i < weights.Length; i++)
        {
            var quota = weights[i] * seats / sum;
            target[i] = (int)Math.Floor(quota);
            left -= target[i];
            (order[i], remainders[i]) = (i, target[i] - quota);
        }

        Array.Sort(remainders, order);
        for (var k = 0; k < left; k++) target[order[k]]++;
    }
}
