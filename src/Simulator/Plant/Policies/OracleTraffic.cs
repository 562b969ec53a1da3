using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>The same optimiser with the truth and without delay: what cannot be beaten, only approached.</summary>
internal sealed class OracleTraffic : ITrafficPolicy
{
    private const double WaitWeight = 1;
    private const double SoftCap = 0.93;
    private const int Sweeps = 3;
    private const double Large = 0.02;

    private double[]? _last;
    private double[] _flow = [];
    private double[] _rtt = [];
    private MarginalTable[] _tables = [];
    private WaterFill? _fill;

    public string Name => "oracle (true state, no delay)";

    public double Period => 1;

    public bool IsOracle => true;

    public void Decide(in PlantView view, Span<double> shares)
    {
        var (n, plant) = (view.Count, view.Plant);
        if (_fill is null)
        {
            (_fill, _flow, _rtt) = (new WaterFill(n, n), new double[n * n], new double[n * n]);
            _tables = [.. Enumerable.Range(0, n).Select(_ => new MarginalTable())];
        }

        for (var i = 0; i < n; i++)
        {
            if (plant.IsUp(i) && plant.Pods.Ready(i) > 0) _tables[i].Set(Math.Max(1e-3, Capacity(view, i)), plant.Pods.Ready(i), WaitWeight, SoftCap);
            else _tables[i].Close();
            for (var j = 0; j < n; j++) _rtt[j * n + i] = plant.Rtt(j, i) + 2000 * (plant.Scenario.Errors?.Invoke(view.Time, i) ?? 0);
        }

        _fill.Solve(plant.Demand, _rtt, _tables, _flow, shares, Sweeps);
        if (_last is not null && Differs(shares))
        {
            for (var k = 0; k < shares.Length; k++) shares[k] = (shares[k] + _last[k]) / 2;
            var up = new bool[n];
            for (var i = 0; i < n; i++) up[i] = plant.IsUp(i);
            Shares.Mask(shares, up);
        }

        _last ??= new double[n * n];
        shares.CopyTo(_last);
    }

    /// <summary>True capacity at this moment's load.</summary>
    private double Capacity(in PlantView view, int i)
    {
        var (plant, ready) = (view.Plant, view.Plant.Pods.Ready(i));
        double load = 0;
        for (var j = 0; j < view.Count && _last is not null; j++) load += plant.Demand[j] * _last[j * view.Count + i];
        var use = (plant.Background(i) + Math.Min(1, load / (ready * PlantModel.ReplicaRate)) * ready) / plant.Topology.Cores[i];
        var speed = plant.Scenario.Speed?.Invoke(view.Time, i, plant.Load) ?? 1;
        return ready * PlantModel.ReplicaRate * plant.Pods.Warmth(i, view.Time) * PlantModel.SpeedAt(Math.Min(use, 1.05)) * speed;
    }

    private bool Differs(ReadOnlySpan<double> shares)
    {
        for (var k = 0; k < shares.Length; k++)
        {
            if (Math.Abs(shares[k] - _last![k]) > Large) return true;
        }

        return false;
    }
}
