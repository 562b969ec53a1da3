using Loadline.Placement.Weights;

namespace Loadline.Simulator.Plant.Policies;

/// <summary>
/// Capacity by completions over utilisation for policies that have no estimator of their own: noise averaged with a half-life of 20 s, falls taken
/// after two reports, or at once when saturated, and idle members leaning on the fleet's median.
/// </summary>
internal sealed class RatioEstimator(int members)
{
    private readonly double[] _capacity = [.. Enumerable.Repeat(double.NaN, members)];
    private readonly double[] _deviation = [.. Enumerable.Repeat(0.03, members)];
    private readonly int[] _drops = new int[members];
    private readonly int[] _ready = new int[members];
    private readonly double[] _sorted = new double[members];
    private double _time = double.NaN;
    private double _median = PlantModel.ReplicaRate;

    /// <summary>Takes a report in, once.</summary>
    /// <returns>Requests per second that every member can complete.</returns>
    public double[] Update(SensorReport report)
    {
        var estimates = new double[members];
        if (report.Time != _time)
        {
            var elapsed = double.IsNaN(_time) ? 2 : report.Time - _time;
            _time = report.Time;
            Median(report);
            for (var i = 0; i < members; i++) Update(report, i, elapsed);
        }

        for (var i = 0; i < members; i++) estimates[i] = double.IsNaN(_capacity[i]) ? _median * report.Ready[i] : _capacity[i];
        return estimates;
    }

    private void Median(SensorReport report)
    {
        var count = 0;
        for (var i = 0; i < members; i++)
        {
            if (report.Completions[i] > 5 && report.Utilization[i] > 0)
                _sorted[count++] = report.Completions[i] / Math.Max(0.02, report.Utilization[i]) / Math.Max(1, report.Ready[i]);
        }

        if (count == 0) return;
        _sorted.AsSpan(0, count).Sort();
        _median = (_sorted[(count - 1) / 2] + _sorted[count / 2]) / 2;
    }

    private void Update(SensorReport report, int i, double elapsed)
    {
        var ready = Math.Max(1, report.Ready[i]);
        if (_ready[i] > 0 && ready != _ready[i]) _capacity[i] *= (double)ready / _ready[i];
        _ready[i] = ready;
        var load = report.Completions[i];
        if (!double.IsFinite(load) || !double.IsFinite(report.Utilization[i])) return;
        var (prior, raw) = (_median * ready, load / Math.Max(0.02, report.Utilization[i]));
        var sample = Math.Min((load * raw + 0.05 * prior * prior) / (load + 0.05 * prior), 1.3 * prior);
        if (double.IsNaN(_capacity[i]))
        {
            _capacity[i] = sample;
            return;
        }

        var innovation = (sample - _capacity[i]) / _capacity[i];
        if (innovation < -Math.Max(0.06, 3 * _deviation[i]))
        {
            _drops[i]++;
            if (report.Utilization[i] >= 0.97 || _drops[i] >= 2) _capacity[i] = Ewma.Next(_capacity[i], sample, elapsed, 1);
            return;
        }

        _drops[i] = 0;
        _deviation[i] = Math.Min(0.15, Ewma.Next(_deviation[i], Math.Abs(innovation), elapsed, 60));
        _capacity[i] = Ewma.Next(_capacity[i], sample, elapsed, 20);
    }
}
