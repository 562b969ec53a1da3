using Loadline.Placement.Scheduling;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>The best common share vector by the true state, with replicas put there by magic.</summary>
internal sealed class OracleEndpoints : ITrafficPolicy
{
    private readonly ErlangC _erlang = new();

    public string Name => "oracle share (instant)";

    public double Period => 1;

    public bool IsOracle => true;

    public void Decide(in PlantView view, Span<double> shares)
    {
        var (n, plant) = (view.Count, view.Plant);
        var replicas = plant.Scenario.Replicas?.Invoke(view.Time) ?? plant.Topology.Replicas;
        var quanta = 2 * replicas;
        double all = 0;
        foreach (var own in plant.Demand) all += own;
        var busy = all / PlantModel.ReplicaRate;
        var (held, limit, distance, next) = (new int[n], new int[n], new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            limit[i] = plant.IsUp(i) ? 2 * plant.Topology.Cap(i) : 0;
            for (var j = 0; j < n; j++) distance[i] += plant.Demand[j] / all * (plant.Rtt(j, i) + 2000 * (plant.Scenario.Errors?.Invoke(view.Time, i) ?? 0));
        }

        for (var i = 0; i < n; i++) next[i] = Cost(view, i, 1, quanta, replicas, busy, distance[i]);
        for (var k = 0; k < quanta; k++)
        {
            var best = -1;
            for (var i = 0; i < n; i++)
            {
                if (held[i] < limit[i] && (best < 0 || next[i] < next[best])) best = i;
            }

            if (best < 0) break;
            held[best]++;
            next[best] = Cost(view, best, held[best] + 1, quanta, replicas, busy, distance[best]) - Cost(view, best, held[best], quanta, replicas, busy, distance[best]);
        }

        var (votes, seats) = (new long[n], new int[n]);
        for (var i = 0; i < n; i++) votes[i] = held[i];
        Webster.Allocate(votes, seats, replicas, largerNameFirst: false);
        plant.Pods.Teleport(seats);
        for (var k = 0; k < shares.Length; k++) shares[k] = seats[k % n];
        Shares.Mask(shares, [.. Enumerable.Range(0, n).Select(plant.IsUp)]);
    }

    private double Cost(in PlantView view, int i, int held, int quanta, int replicas, double busy, double distance)
    {
        if (held == 0) return 0;
        var share = (double)held / quanta;
        var speed = PlantModel.SpeedAt(Math.Min(1.05, (view.Plant.Background(i) + share * busy) / view.Plant.Topology.Cores[i])) * (view.Plant.Scenario.Speed?.Invoke(view.Time, i, view.Plant.Load) ?? 1);
        var service = 1000 / PlantModel.ReplicaRate / speed;
        var servers = Math.Max(1, (int)Math.Round(share * replicas, MidpointRounding.ToEven));
        var rho = busy / replicas / speed;
        if (rho >= 0.97) return share * (distance + service + 500 + 4000 * (rho - 0.97));
        return share * (distance + service + service * _erlang.WaitProbability(servers, rho) / (servers * (1 - rho)));
    }
}
