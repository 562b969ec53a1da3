namespace Loadline.Placement.Weights;

/// <summary>
/// Divides the demand of origins over members at least total cost Σ y·d + Σ F(Y): origin after origin fills the members up to one level of marginal
/// cost against what the others send there, until a sweep changes nothing. The sum is convex, so that this ends in the optimum.
/// </summary>
internal sealed class WaterFill(int members, int origins)
{
    private const int Iterations = 40;

    private readonly double[] _total = new double[members];
    private readonly double[] _rest = new double[members];
    private readonly double[] _floor = new double[members];
    private readonly double[] _level = new double[origins];

    /// <summary>Marginal cost of the fleet: the mean level over origins by demand.</summary>
    public double Theta { get; private set; }

    /// <summary>Load of every member in the last solution.</summary>
    public ReadOnlySpan<double> Total => _total;

    /// <summary>Level of marginal cost of an origin in the last solution.</summary>
    public double Level(int origin) => _level[origin];

    /// <summary>Solves from the flows of the last solution.</summary>
    /// <param name="demand">Requests per second of every origin.</param>
    /// <param name="rtt">Round trip of every path in ms.</param>
    /// <param name="tables">Marginal cost of every member.</param>
    /// <param name="flow">In: flows to start from, or zeros. Out: the solution.</param>
    /// <param name="shares">The solution as a share of each origin's demand.</param>
    /// <param name="sweeps">Sweeps over the origins at most.</param>
    public void Solve(ReadOnlySpan<double> demand, ReadOnlySpan<double> rtt, MarginalTable[] tables, Span<double> flow, Span<double> shares, int sweeps)
    {
        double all = 0;
        var serving = 0;
        foreach (var table in tables) serving += table.Serves ? 1 : 0;
        if (serving == 0)
        {
            shares.Fill(1.0 / members);
            return;
        }

        _total.AsSpan().Clear();
        for (var j = 0; j < origins; j++)
        {
            Rescale(demand[j], tables, flow.Slice(j * members, members));
            all += demand[j];
        }

        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            double change = 0;
            for (var j = 0; j < origins; j++)
            {
                if (demand[j] > 0) change += Level(j, demand[j], rtt.Slice(j * members, members), tables, flow.Slice(j * members, members));
            }

            if (change <= 1e-6 * all || origins == 1) break;
        }

        Theta = 0;
        for (var j = 0; j < origins; j++)
        {
            if (all > 0) Theta += _level[j] * demand[j] / all;
            Normalize(tables, flow.Slice(j * members, members), shares.Slice(j * members, members), serving);
        }
    }

    /// <summary>Brings the flows of an origin to its present demand and to members that serve.</summary>
    private void Rescale(double demand, MarginalTable[] tables, Span<double> flow)
    {
        double sum = 0;
        for (var i = 0; i < members; i++)
        {
            if (!tables[i].Serves || !double.IsFinite(flow[i])) flow[i] = 0;
            sum += flow[i];
        }

        for (var i = 0; i < members && sum > 0; i++)
        {
            flow[i] *= demand / sum;
            _total[i] += flow[i];
        }
    }

    /// <summary>Fills the members with the demand of one origin.</summary>
    /// <returns>How much of it went elsewhere than before.</returns>
    private double Level(int origin, double demand, ReadOnlySpan<double> rtt, MarginalTable[] tables, Span<double> flow)
    {
        var low = double.PositiveInfinity;
        for (var i = 0; i < members; i++)
        {
            if (!tables[i].Serves) continue;
            _rest[i] = Math.Max(0, _total[i] - flow[i]);
            _floor[i] = rtt[i] + tables[i].At(_rest[i]);
            low = Math.Min(low, _floor[i]);
        }

        var level = Find(demand, rtt, tables, low, _level[origin]);
        _level[origin] = level;
        double sum = 0, capacity = 0;
        for (var i = 0; i < members; i++)
        {
            if (!tables[i].Serves) continue;
            sum += Above(i, level, rtt[i], tables[i], out _);
            capacity += tables[i].LoadAt(double.PositiveInfinity, out _);
        }

        double change = 0;
        for (var i = 0; i < members; i++)
        {
            if (!tables[i].Serves) continue;
            var own = sum > 0 ? Above(i, level, rtt[i], tables[i], out _) * demand / sum : demand * tables[i].LoadAt(double.PositiveInfinity, out _) / capacity;
            change += Math.Abs(own - flow[i]);
            flow[i] = own;
            _total[i] = _rest[i] + own;
        }

        return change;
    }

    /// <summary>The level up to which the members hold the demand: Newton's steps, which straight pieces make exact, kept between bounds.</summary>
    private double Find(double demand, ReadOnlySpan<double> rtt, MarginalTable[] tables, double low, double guess)
    {
        var high = double.PositiveInfinity;
        var level = guess > low ? guess : low + 1;
        for (var n = 0; n < Iterations; n++)
        {
            double held = 0, slope = 0;
            for (var i = 0; i < members; i++)
            {
                if (!tables[i].Serves || _floor[i] >= level) continue;
                held += Above(i, level, rtt[i], tables[i], out var own);
                slope += own;
            }

            var missing = demand - held;
            if (Math.Abs(missing) <= 1e-9 * demand) break;
            if (missing > 0) low = level;
            else high = level;
            var step = slope > 0 ? level + missing / slope : double.PositiveInfinity;
            if (step > low && step < high && n < Iterations / 2) level = step;
            else if (double.IsPositiveInfinity(high)) level = low + 3 * Math.Max(1, level - low) + Math.Abs(low);
            else level = (low + high) / 2;
            if (level > 1e6 || high - low <= 1e-12 * high) break;
        }

        return level;
    }

    private double Above(int member, double level, double rtt, MarginalTable table, out double slope) =>
        Math.Max(0, table.LoadAt(level - rtt, out slope) - _rest[member]);

    private void Normalize(MarginalTable[] tables, ReadOnlySpan<double> flow, Span<double> shares, int serving)
    {
        double sum = 0;
        foreach (var own in flow) sum += own;
        for (var i = 0; i < members; i++) shares[i] = sum > 0 ? flow[i] / sum : tables[i].Serves ? 1.0 / serving : 0;
    }
}
