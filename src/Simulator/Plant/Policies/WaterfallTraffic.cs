using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>
/// Nearest first, up to a fixed utilisation, then the next: Traffic Director's waterfall, ServiceRouter's rings. It is given
/// an estimator as good as Loadline's, so that only the rule of division differs.
/// </summary>
internal sealed class WaterfallTraffic(double threshold) : ITrafficPolicy
{
    private RatioEstimator? _estimator;
    private double[]? _rtt;
    private double[]? _demand;
    private int[]? _order;
    private double[] _free = [];
    private double[] _left = [];

    public string Name => $"waterfall {100 * threshold:0} %";

    public double Period => 2;

    public void Decide(in PlantView view, Span<double> shares)
    {
        var n = view.Count;
        var capacity = (_estimator ??= new(n)).Update(view.Report);
        _demand ??= [.. view.Report.Demand];
        _rtt = SmoothRtt.Next(_rtt, view.Report);
        for (var j = 0; j < n; j++) _demand[j] = Ewma.Next(_demand[j], view.Report.Demand[j], 2, 5);
        if (_free.Length != n) (_free, _left, _order) = (new double[n], new double[n], new int[n * n]);
        for (var i = 0; i < n; i++) _free[i] = view.Healthy[i] ? threshold * capacity[i] : 0;
        _demand.CopyTo(_left, 0);
        for (var k = 0; k < _order!.Length; k++) _order[k] = k;
        Array.Sort((double[])_rtt.Clone(), _order);
        shares.Clear();
        foreach (var path in _order)
        {
            var (j, i) = (path / n, path % n);
            var own = view.Healthy[i] ? Math.Min(_left[j], _free[i]) : 0;
            shares[path] += own;
            _left[j] -= own;
            _free[i] -= own;
        }

        Overflow(view, capacity, shares);
        Shares.Mask(shares, view.Healthy);
    }

    /// <summary>Everybody is above the threshold: the rest by capacity.</summary>
    private void Overflow(in PlantView view, ReadOnlySpan<double> capacity, Span<double> shares)
    {
        double sum = 0;
        for (var i = 0; i < view.Count; i++) sum += view.Healthy[i] ? capacity[i] : 0;
        for (var j = 0; j < view.Count; j++)
        {
            for (var i = 0; i < view.Count && _left[j] > 1e-9 && sum > 0; i++)
            {
                if (view.Healthy[i]) shares[j * view.Count + i] += _left[j] * capacity[i] / sum;
            }
        }
    }
}
