namespace Loadline.Placement.Weights;

/// <summary>
/// The marginal cost of one member in ms over its load: F'(Y) = S + κ·Wq·(α + 1/(1−ρ)) + 4000·max(0, ρ−ρ_max), with Sakasegawa's waiting time
/// Wq = S·ρ^α/(c(1−ρ)), α = √(2(c+1))−1, at 62 loads with straight lines between. It rises strictly, so that it has an inverse.
/// </summary>
internal sealed class MarginalTable
{
    /// <summary>ms per unit of utilisation above the soft cap: steep enough to win over any distance on earth, yet finite, so that overload is shared.</summary>
    public const double Penalty = 4000;

    /// <summary>Utilisation at which the formula is held, because at 1 it has a pole.</summary>
    public const double Clip = 0.985;

    private const int NewtonSteps = 20;
    private const int Even = 28;
    private const int Dense = 56;

    private static readonly double[] Grid = MakeGrid();

    private readonly double[] _shape = new double[Grid.Length];
    private readonly double[] _cost = new double[Grid.Length];

    /// <summary>Cost of all load up to a point of the grid.</summary>
    private readonly double[] _sum = new double[Grid.Length];
    private int _servers = -1;
    private double _waitWeight;
    private (double Capacity, int Servers, double WaitWeight, double SoftCap, double Penalty, Slowdown Slowdown, double AtLoad) _key;
    private bool _made;
    private double _capacity;

    /// <summary>Load at every point of the grid.</summary>
    private readonly double[] _load = new double[Grid.Length];
    private Slowdown _slowdown;

    /// <summary>Whether the member can serve anything.</summary>
    public bool Serves => _capacity > 0;

    /// <summary>Sets the member's capacity in requests per second and its replicas.</summary>
    public void Set(double capacity, int servers, double waitWeight, double softCap) => Set(capacity, servers, waitWeight, softCap, Penalty, Slowdown.None, 0);

    /// <summary>Sets the member's capacity as it was measured at a load, with nodes that slow down as the load grows.</summary>
    public void Set(double capacity, int servers, double waitWeight, double softCap, double penalty, Slowdown slowdown, double atLoad)
    {
        slowdown = slowdown.DependsOnLoad && atLoad >= 0 ? slowdown : Slowdown.None;
        // An oracle or an idle member asks for the same table again and again.
        var key = (capacity, servers, waitWeight, softCap, penalty, slowdown, atLoad);
        if (_made && key == _key) return;
        (_key, _made, _slowdown) = (key, true, slowdown);
        // What it could do on idle nodes; utilisation is load · slowdown / capacity.
        _capacity = capacity * _slowdown.At(atLoad);
        if (capacity <= 0) return;
        if (servers != _servers || waitWeight != _waitWeight) Shape(servers, waitWeight);
        var service = 1000.0 * servers / _capacity;
        var last = 0.0;
        for (var k = 0; k < Grid.Length; k++)
        {
            var load = _load[k] = LoadOf(Grid[k]);
            var cost = service * _shape[k];
            if (_slowdown.DependsOnLoad) cost *= _slowdown.At(load) + load * _slowdown.Slope(load);
            if (Grid[k] > softCap) cost += penalty * (Grid[k] - softCap);
            if (cost <= last) cost = last + 1e-6;
            _cost[k] = last = cost;
            _sum[k] = k == 0 ? 0 : _sum[k - 1] + (load - _load[k - 1]) * (_cost[k] + _cost[k - 1]) / 2;
        }
    }

    /// <summary>Utilisation that a load makes.</summary>
    public double Utilization(double load) => load * _slowdown.At(load) / _capacity;

    /// <summary>Requests per second that can be completed while so many come.</summary>
    public double CapacityAt(double load) => _capacity / _slowdown.At(load);

    /// <summary>Load that makes a utilisation: Newton's steps, kept between bounds.</summary>
    private double LoadOf(double rho)
    {
        var (low, high) = (0.0, rho * _capacity);
        var load = high;
        for (var n = 0; n < NewtonSteps && _slowdown.DependsOnLoad; n++)
        {
            var factor = _slowdown.At(load);
            var excess = load * factor - rho * _capacity;
            if (Math.Abs(excess) <= 1e-9 * rho * _capacity) break;
            if (excess > 0) high = load;
            else low = load;
            var next = load - excess / (factor + load * _slowdown.Slope(load));
            load = next > low && next < high ? next : (low + high) / 2;
        }

        return load;
    }

    /// <summary>The member serves nothing.</summary>
    public void Close() => (_capacity, _made) = (0, false);

    /// <summary>Marginal cost at a load.</summary>
    public double At(double load)
    {
        if (load >= _load[^1]) return _cost[^1];
        if (load <= 0) return _cost[0];
        var k = Below(load);
        return _cost[k] + (load - _load[k]) / (_load[k + 1] - _load[k]) * (_cost[k + 1] - _cost[k]);
    }

    /// <summary>Cost of all of a load in ms times requests per second: what the marginal cost adds up to.</summary>
    public double Total(double load)
    {
        if (!(load > 0)) return 0;
        if (load >= _load[^1]) return _sum[^1] + (load - _load[^1]) * _cost[^1];
        var k = Below(load);
        return _sum[k] + (load - _load[k]) * (_cost[k] + At(load)) / 2;
    }

    private int Below(double load)
    {
        var rho = Utilization(load);
        var k = rho < Grid[Even - 1] ? (int)(rho * 40) : rho < Grid[Even] ? Even - 1 : rho < Grid[Dense - 1] ? Even + (int)((rho - Grid[Even]) * 100) : Dense - 1;
        while (load >= _load[k + 1]) k++;
        while (load < _load[k]) k--;
        return k;
    }

    /// <summary>Load at which the marginal cost is <paramref name="cost"/>, and how much load a ms more would add.</summary>
    public double LoadAt(double cost, out double slope)
    {
        slope = 0;
        if (cost <= _cost[0]) return 0;
        if (cost >= _cost[^1]) return _load[^1];
        var (low, high) = (0, _cost.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            if (_cost[middle] <= cost) low = middle;
            else high = middle;
        }

        slope = (_load[high] - _load[low]) / (_cost[high] - _cost[low]);
        return _load[low] + (cost - _cost[low]) * slope;
    }

    private void Shape(int servers, double waitWeight)
    {
        var alpha = Alpha(servers);
        for (var k = 0; k < Grid.Length; k++)
        {
            var rho = Math.Min(Grid[k], Clip);
            var wait = rho > 0 ? Math.Pow(rho, alpha) / (servers * (1 - rho)) : 0;
            _shape[k] = 1 + waitWeight * wait * (alpha + 1 / (1 - rho));
        }

        (_servers, _waitWeight) = (servers, waitWeight);
    }

    /// <summary>Sakasegawa's exponent for a number of servers.</summary>
    public static double Alpha(double servers) => Math.Sqrt(2 * (servers + 1)) - 1;

    private static double[] MakeGrid()
    {
        var grid = new double[62];
        for (var k = 0; k < Even; k++) grid[k] = k / 40.0;
        for (var k = Even; k < Dense; k++) grid[k] = 0.7 + (k - Even + 1) / 100.0;
        double[] end = [0.985, 0.99, 1.0, 1.1, 1.3, 2.0];
        end.CopyTo(grid, Dense);
        return grid;
    }
}
