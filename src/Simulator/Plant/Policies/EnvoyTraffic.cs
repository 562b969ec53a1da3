namespace Loadline.Simulator.Plant.Policies;

/// <summary>Envoy's load_aware_locality by its documentation: hosts · (1 − utilisation), all local while that is near the others', 3 % remote probes.</summary>
internal sealed class EnvoyTraffic : ITrafficPolicy
{
    private const double Near = 0.1;
    private const double Probe = 0.03;
    private const double ExpirySeconds = 180;

    private double[]? _use;
    private double[] _seen = [];
    private double[] _base = [];

    public string Name => "envoy load_aware_locality";

    public double Period => 1;

    public void Decide(in PlantView view, Span<double> shares)
    {
        var n = view.Count;
        if (_use is null)
        {
            (_use, _seen, _base) = (new double[n], new double[n], new double[n]);
            _use.AsSpan().Fill(double.NaN);
        }

        double total = 0;
        for (var i = 0; i < n; i++)
        {
            if (!double.IsNaN(view.Report.Utilization[i]))
            {
                _seen[i] = view.Time;
                var alpha = 1 - Math.Exp(-1.0 / 5);
                _use[i] = double.IsNaN(_use[i]) ? view.Report.Utilization[i] : alpha * view.Report.Utilization[i] + (1 - alpha) * _use[i];
            }

            total += _base[i] = Hosts(view, i) * (view.Time - _seen[i] > ExpirySeconds ? 1 : Math.Max(0, 1 - Use(i)));
        }

        for (var j = 0; j < n; j++) Origin(view, j, total, shares.Slice(j * n, n));
        Shares.Mask(shares, view.Healthy);
    }

    private void Origin(in PlantView view, int j, double total, Span<double> row)
    {
        for (var i = 0; i < row.Length; i++) row[i] = total > 0 ? _base[i] : Hosts(view, i);
        double hosts = 0, use = 0, sum = 0;
        for (var i = 0; i < row.Length; i++)
        {
            if (i == j) continue;
            hosts += Hosts(view, i);
            use += Use(i) * Hosts(view, i);
        }

        if (total <= 0 || Hosts(view, j) <= 0 || hosts <= 0) return;
        if (Use(j) <= use / hosts + Near)
        {
            row.Clear();
            row[j] = total;
        }

        foreach (var own in row) sum += own;
        var remote = sum - row[j];
        if (remote / sum >= Probe) return;
        var taken = Math.Min(Probe * sum - remote, row[j]);
        row[j] -= taken;
        for (var i = 0; i < row.Length; i++) row[i] += i == j ? 0 : taken * Hosts(view, i) / hosts;
    }

    private double Use(int i) => double.IsNaN(_use![i]) ? 0 : _use[i];

    private static double Hosts(in PlantView view, int i) => view.Healthy[i] ? view.Report.Ready[i] : 0;
}
