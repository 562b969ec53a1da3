using Loadline.Placement.Weights;
using Loadline.Simulator.Plant;

namespace Loadline.Bench.Weights;

/// <summary>What follows from the mathematics alone: precision, stability, and how far the closed form is from the exact optimum.</summary>
internal static class ModelTargets
{
    public static void Run(uint seed, Verdicts verdicts)
    {
        verdicts.Title("model");
        Precision(seed, verdicts);
        var radius = Radius(0.6, 0.3, 15);
        verdicts.AtMost("spectral radius, leak of 0.3, 15 samples late", radius, 0.95);
        ClosedForm(verdicts);
    }

    /// <summary>How far whole replicas, and parts of 10,000, are from the shares that were asked for.</summary>
    private static void Precision(uint seed, Verdicts verdicts)
    {
        var random = new MersenneTwister(seed);
        var (shares, weights) = (new double[6], new int[6]);
        foreach (var replicas in (int[])[6, 12, 24, 48, 96, 200])
        {
            var worst = 0.0;
            for (var n = 0; n < 3000; n++)
            {
                double sum = 0;
                for (var i = 0; i < 6; i++) sum += shares[i] = random.Next() + 0.05;
                Apportion(shares, replicas, weights);
                for (var i = 0; i < 6; i++) worst = Math.Max(worst, Math.Abs((double)weights[i] / replicas - shares[i] / sum));
            }

            verdicts.AtMost($"precision of {replicas} replicas, worst of 3,000", 100 * worst, 100 * Math.Max(0.021, 1.0 / replicas), " pp");
        }

        var traffic = 0.0;
        for (var n = 0; n < 3000; n++)
        {
            double sum = 0;
            for (var i = 0; i < 6; i++) sum += shares[i] = random.Next() + 0.05;
            Apportionment.Traffic(shares, weights);
            for (var i = 0; i < 6; i++) traffic = Math.Max(traffic, Math.Abs(weights[i] / 10_000.0 - shares[i] / sum));
        }

        verdicts.AtMost("precision of traffic, worst of 3,000", 100 * traffic, 0.01, " pp");
    }

    private static void Apportion(ReadOnlySpan<double> shares, int replicas, Span<int> seats)
    {
        Span<long> votes = stackalloc long[shares.Length];
        Span<int> caps = stackalloc int[shares.Length];
        Span<int> floors = stackalloc int[shares.Length];
        Span<int> lower = stackalloc int[shares.Length];
        Span<int> upper = stackalloc int[shares.Length];
        caps.Fill(replicas);
        floors.Clear();
        Apportionment.Votes(shares, caps, votes);
        seats.Clear();
        var scratch = new SeatScratch(shares.Length);
        Apportionment.Quotas(votes, floors, caps, replicas, scratch.Quota, lower, upper);
        new QuotaSeats(votes, seats, floors, caps, lower, upper, scratch, largerNameFirst: false).Grow(replicas);
    }

    /// <summary>Growth per step of x⁺ = (1−g)x + gε·x delayed, in its slowest direction.</summary>
    private static double Radius(double gain, double leak, int delay)
    {
        const int Steps = 20_000, Count = 10_000;
        var history = new double[delay + 1];
        history.AsSpan().Fill(1);
        double log = 0;
        var at = 0;
        for (var n = 0; n < Steps; n++)
        {
            var next = (1 - gain) * history[at] + gain * leak * history[(at + 1) % history.Length];
            var ratio = next / history[at];
            if (n >= Steps - Count) log += Math.Log(Math.Abs(ratio)) / Count;
            at = (at + 1) % history.Length;
            history[at] = next;
            if (Math.Abs(next) < 1e-100)
            {
                for (var k = 0; k < history.Length; k++) history[k] *= 1e100;
            }
        }

        return Math.Exp(log);
    }

    /// <summary>Two members, all demand beside one of them, exact M/M/c means: the cost of Sakasegawa's formula against the best split.</summary>
    private static void ClosedForm(Verdicts verdicts)
    {
        var worst = 0.0;
        foreach (var servers in (int[])[2, 4, 8, 16, 48])
        {
            foreach (var rtt in (double[])[2, 10, 30, 80])
            {
                foreach (var rho in (double[])[0.5, 0.7, 0.85, 0.95, 1.1]) worst = Math.Max(worst, Excess(servers, rtt, rho));
            }
        }

        verdicts.AtMost("cost of the closed form against the exact optimum, worst of 100", worst, 1.001, "x");
    }

    private static double Excess(int servers, double rtt, double rho)
    {
        const double Other = 0.3;
        var capacity = servers * PlantModel.ReplicaRate;
        var best = double.PositiveInfinity;
        for (var k = 0; k < 400; k++) best = Math.Min(best, Cost(k / 400.0));
        var table = new MarginalTable();
        table.Set(capacity, servers, 1, 0.98);
        var (low, high) = (0.0, 1.0);
        for (var n = 0; n < 40; n++)
        {
            var middle = (low + high) / 2;
            if (table.At(rho * capacity * (1 - middle)) > rtt + table.At(rho * capacity * middle + Other * capacity)) low = middle;
            else high = middle;
        }

        return Cost(high > 1e-4 ? high : 0) / best;

        double Cost(double spilled)
        {
            var (near, far) = (rho * (1 - spilled), rho * spilled + Other);
            if (near >= 0.999 || far >= 0.999) return 1e9;
            return (rho * (1 - spilled) * Time(near) + rho * spilled * (rtt + Time(far)) + Other * Time(far)) / (rho + Other);
        }

        double Time(double own) => own <= 0 ? 20 : 20 * (1 + ErlangC.Exact(servers, own) / (servers * (1 - own)));
    }
}
