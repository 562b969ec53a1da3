using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>Mirror descent on measured marginal latency, without a model of the members.</summary>
internal sealed class GradientTraffic : ITrafficPolicy
{
    private const double Rate = 0.25;
    private const double Least = 0.003;

    private double[]? _shares;
    private double[] _inside = [];

    public string Name => "model-free gradient (mirror)";

    public double Period => 2;

    public void Decide(in PlantView view, Span<double> shares)
    {
        var (n, report) = (view.Count, view.Report);
        if (_shares is null)
        {
            _shares = new double[n * n];
            for (var k = 0; k < _shares.Length; k++) _shares[k] = k / n == k % n ? 1 - 0.012 * (n - 1) : 0.012;
            _inside = new double[n];
            _inside.AsSpan().Fill(double.NaN);
        }

        for (var i = 0; i < n; i++)
        {
            if (double.IsNaN(report.Inside[i])) continue;
            var inside = Math.Max(1, report.Inside[i]);
            var rho = Math.Min(0.95, report.Utilization[i]);
            _inside[i] = Ewma.Next(_inside[i], inside + Math.Max(0, inside - 20) * rho / (1 - rho), 2, 5);
        }

        for (var j = 0; j < n; j++)
        {
            double mean = 0;
            for (var i = 0; i < n; i++) mean += _shares[j * n + i] * Cost(report, j * n + i);
            for (var i = 0; i < n; i++)
                shares[j * n + i] = Math.Max(Least, _shares[j * n + i]) * Math.Exp(-Rate * Math.Clamp((Cost(report, j * n + i) - mean) / mean, -1, 1));
        }

        Shares.Mask(shares, view.Healthy);
        shares.CopyTo(_shares);
    }

    private double Cost(SensorReport report, int path)
    {
        var inside = _inside[path % _inside.Length];
        return report.Rtt[path] + (double.IsNaN(inside) ? 20 : inside);
    }
}
