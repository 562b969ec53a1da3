namespace Loadline.Placement.Weights;

/// <summary>
/// Cost of a division of replicas when every request goes to any replica with equal chance: a member's share of the requests is its share of the
/// replicas, so Σ x·(d + S + κ·Wq), where S and Wq grow with what the nodes there have to do.
/// </summary>
internal readonly struct EndpointModel(Inputs inputs, NodeModel nodes)
{
    /// <summary>Quarters of a replica are what the optimum is made of, and for large workloads coarser parts.</summary>
    private const int MostQuanta = 4096;

    private readonly Inputs _inputs = inputs;
    private readonly NodeModel _nodes = nodes;

    /// <summary>Quanta of a whole.</summary>
    public int Quanta => Math.Min(4 * Math.Max(1, _inputs.Replicas), MostQuanta);

    /// <summary>Mean cost of a request in ms when members hold so many replicas.</summary>
    public double Cost(ReadOnlySpan<int> seats, double busy)
    {
        long all = 0;
        foreach (var own in seats) all += own;
        double cost = 0;
        for (var i = 0; i < seats.Length; i++) cost += Cost(i, (double)seats[i] / Math.Max(1, all), busy, all);
        return cost;
    }

    /// <summary>Cost of a member that holds a share of so many replicas, all of which keep <paramref name="busy"/> busy.</summary>
    private double Cost(int i, double share, double busy, double replicas) => share <= 0 ? 0 : Cost(i, share, Math.Max(1, share * replicas), busy, replicas);

    /// <summary>
    /// The same as a convex function, for the optimum: waiting in a pool falls as the pool grows, and the step from none to one would hide that a
    /// member is worth beginning with.
    /// </summary>
    private double Smooth(int i, double share, double busy, double replicas)
    {
        share = Math.Max(share, 1e-6);
        return Cost(i, share, share * replicas, busy, replicas);
    }

    private double Cost(int i, double share, double servers, double busy, double replicas)
    {
        var spec = _inputs.Spec;
        var speed = _nodes.Speed(i, share * busy);
        var service = 1000 / _inputs.ReplicaRate / speed;
        var rho = busy / Math.Max(1, replicas) / speed;
        var held = Math.Min(MarginalTable.Clip, rho);
        var cost = _inputs.Work.Distance[i] + service + spec.ReplicaWaitWeight * service * Math.Pow(held, MarginalTable.Alpha(servers)) / (servers * (1 - held));
        if (rho > spec.ReplicaSoftCap) cost += MarginalTable.Penalty * (rho - spec.ReplicaSoftCap);
        return share * cost;
    }

    /// <summary>What the next quantum costs in ms per request.</summary>
    public double Marginal(int i, double share, double busy, double replicas)
    {
        var quantum = 1.0 / Quanta;
        return (Smooth(i, share + quantum, busy, replicas) - Smooth(i, share, busy, replicas)) * Quanta;
    }

    /// <summary>
    /// Writes the best shares within <paramref name="most"/> replicas per member into <see cref="WeightWorkspace.Shares"/>: quantum after quantum
    /// to where it costs least.
    /// </summary>
    /// <returns>θ: what the last quantum cost, in ms per request.</returns>
    public double Optimum(double busy, ReadOnlySpan<int> least, ReadOnlySpan<int> most)
    {
        var (work, quanta, replicas) = (_inputs.Work, Quanta, Math.Max(1, _inputs.Replicas));
        var (held, limit, heap, shares) = (work.Seats, work.Order, work.Parties, work.Shares);
        var (next, cost) = (work.Scratch, work.Costs);
        var size = 0;
        var left = quanta;
        for (var i = 0; i < shares.Length; i++)
        {
            held[i] = (int)Math.Min(left, (long)least[i] * quanta / replicas);
            left -= held[i];
            limit[i] = (int)Math.Min(quanta, ((long)most[i] * quanta + replicas - 1) / replicas);
            if (held[i] >= limit[i]) continue;
            cost[i] = Smooth(i, (double)held[i] / quanta, busy, replicas);
            next[i] = Step(i, held[i], busy, cost);
            heap[size++] = i;
        }

        for (var k = (size >> 1) - 1; k >= 0; k--) Sink(heap.AsSpan(0, size), k, next);
        var theta = 0.0;
        for (; left > 0 && size > 0; left--)
        {
            var i = heap[0];
            held[i]++;
            theta = next[i] * quanta;
            if (held[i] < limit[i]) next[i] = Step(i, held[i], busy, cost);
            else heap[0] = heap[--size];
            Sink(heap.AsSpan(0, size), 0, next);
        }

        var given = Math.Max(1, quanta - left);
        for (var i = 0; i < shares.Length; i++) shares[i] = (double)held[i] / given;
        return theta;
    }

    /// <summary>What one quantum more costs a member; <paramref name="cost"/> has its cost so far, and has that of the quantum more after.</summary>
    private double Step(int i, int from, double busy, double[] cost)
    {
        var before = cost[i];
        cost[i] = Smooth(i, (from + 1) / (double)Quanta, busy, Math.Max(1, _inputs.Replicas));
        return cost[i] - before;
    }

    private static void Sink(Span<int> heap, int at, double[] keys)
    {
        while (true)
        {
            var best = (at << 1) + 1;
            if (best >= heap.Length) return;
            if (best + 1 < heap.Length && Before(heap[best + 1], heap[best], keys)) best++;
            if (!Before(heap[best], heap[at], keys)) return;
            (heap[at], heap[best]) = (heap[best], heap[at]);
            at = best;
        }
    }

    private static bool Before(int a, int b, double[] keys) => keys[a] < keys[b] || (keys[a] == keys[b] && a < b);
}
