namespace Loadline.Simulator.Plant;

/// <summary>Probability that a request has to wait in a station of c servers (M/M/c), in steps of 1/400 of utilisation.</summary>
internal sealed class ErlangC
{
    private const int Steps = 400;

    private double[]?[] _tables = new double[]?[128];

    public double WaitProbability(int servers, double utilization)
    {
        if (servers >= _tables.Length) Array.Resize(ref _tables, Math.Max(servers + 1, 2 * _tables.Length));
        return (_tables[servers] ??= Table(servers))[(int)(utilization * Steps)];
    }

    /// <summary>The same without a grid.</summary>
    public static double Exact(int servers, double utilization)
    {
        var (load, blocked) = (utilization * servers, 1.0);
        for (var n = 1; n <= servers; n++) blocked = load * blocked / (n + load * blocked);
        var rho = load / servers;
        return rho < 1 ? blocked / (1 - rho * (1 - blocked)) : 1;
    }

    private static double[] Table(int servers)
    {
        var table = new double[Steps + 1];
        for (var k = 0; k < table.Length; k++) table[k] = Exact(servers, (double)k / Steps);
        return table;
    }
}
