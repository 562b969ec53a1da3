using System.Diagnostics;
using Loadline.Placement.Weights;

namespace Loadline.Bench.Weights;

/// <summary>What a decision costs.</summary>
internal static class CostTargets
{
    private const int Batches = 30;

    public static void Run(Verdicts verdicts)
    {
        verdicts.Title("cost (best of 30 batches: neighbours on the machine only add)");
        Decision("replicas, 12 members", 1, 12, WeightStrategy.Endpoints, 200, verdicts);
        Decision("traffic, 12 origins x 12 members", 12, 12, WeightStrategy.Traffic, 200, verdicts);
        Decision("both, 12 origins x 12 members", 12, 12, WeightStrategy.TrafficAndReplicas, 200, verdicts);
        Decision("traffic, 100 origins x 100 members", 100, 100, WeightStrategy.Traffic, 20_000, verdicts);
        Decision("both, 100 origins x 100 members", 100, 100, WeightStrategy.TrafficAndReplicas, 20_000, verdicts);
    }

    private static void Decision(string what, int origins, int members, WeightStrategy strategy, double limit, Verdicts verdicts)
    {
        var random = new Random(7);
        var snapshot = new WeightSnapshot([.. Enumerable.Range(0, members).Select(static i => $"m{i:000}")], [.. Enumerable.Range(0, origins).Select(static j => $"o{j:000}")]) { Replicas = 8 * members };
        var distances = new double[members * origins];
        for (var k = 0; k < distances.Length; k++) distances[k] = 2 + 200 * random.NextDouble();
        var state = new WeightState();
        var spec = WeightSpec.Default with { Strategy = strategy };
        var now = TimeSpan.FromSeconds(1000);
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 800;) Step();
        var batch = members > 50 ? 5 : 200;
        var best = double.PositiveInfinity;
        var bytes = new double[Batches];
        for (var n = 0; n < Batches; n++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            for (var k = 0; k < batch; k++) Step();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMicroseconds / batch);
            bytes[n] = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)batch;
        }

        // The first 64 decisions that differ make the ring that later ones use again.
        Array.Sort(bytes);
        verdicts.AtMost($"{what}: one decision with its samples", best, limit, " µs");
        verdicts.AtMost($"{what}: allocated, median batch", bytes[Batches / 2], 0, " B");

        // Every step brings new samples, so that nothing is cheap because nothing changed.
        void Step()
        {
            now += TimeSpan.FromSeconds(2);
            for (var i = 0; i < members; i++)
            {
                ref var sample = ref snapshot.Members[i];
                (sample.Ready, sample.Assigned) = (Math.Max(1, state.HistoryCount == 0 ? 8 : state.History(0).Desired[i]), state.HistoryCount == 0 ? 8 : state.History(0).Desired[i]);
                sample.Cap = 40;
                sample.Utilization = 0.5 + 0.3 * random.NextDouble();
                sample.Completions = sample.Ready * 50 * sample.Utilization;
                (sample.NodeCpu, sample.Cores) = (0.4 + 0.3 * random.NextDouble(), 64);
                sample.LoadTime = sample.RttTime = now;
            }

            for (var j = 0; j < origins; j++) (snapshot.Origins[j].Demand, snapshot.Origins[j].Time) = (members * 8 * 50 * 0.6 / origins * (0.9 + 0.2 * random.NextDouble()), now);
            for (var k = 0; k < distances.Length; k++) snapshot.RttMs[k] = distances[k] * (0.95 + 0.1 * random.NextDouble());
            WeightLoop.Decide(state, snapshot, spec, now);
        }
    }
}
