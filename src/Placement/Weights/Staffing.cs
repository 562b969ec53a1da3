namespace Loadline.Placement.Weights;

/// <summary>
/// Replicas behind traffic weights: demand is divided as if every member were as large as it can be, and every member gets the replicas that its
/// part keeps busy and β·√busy more, with one β for all, because a pool's reserve has to grow with the root of its size.
/// </summary>
internal readonly struct Staffing(Inputs inputs)
{
    private const double WaitWeight = 1;
    private const double SoftCap = 0.75;
    private const int Sweeps = 6;
    private const int Bisections = 60;
    private const double MostBeta = 1e4;

    private readonly Inputs _inputs = inputs;

    /// <summary>Writes the shares of the replicas.</summary>
    /// <returns>θ in ms.</returns>
    public double Shares()
    {
        var (memory, work) = (_inputs.Memory, _inputs.Work);
        var rate = _inputs.ReplicaRate;
        double demand = 0;
        for (var j = 0; j < _inputs.Origins; j++)
        {
            work.SlowDemand[j] = double.IsNaN(memory.SlowDemand[j]) ? work.Demand[j] : memory.SlowDemand[j];
            demand += work.SlowDemand[j];
        }

        for (var i = 0; i < _inputs.Count; i++)
        {
            if (work.Caps[i] > 0) work.Tables[i].Set(work.Caps[i] * rate * SpeedOf(i), work.Caps[i], WaitWeight, SoftCap);
            else work.Tables[i].Close();
        }

        if (memory.PotentialFlow.Length != work.Wanted.Length) memory.PotentialFlow = new double[work.Wanted.Length];
        work.Fill.Solve(work.SlowDemand, work.SlowRtt, work.Tables, memory.PotentialFlow, work.Wanted, Sweeps);
        for (var i = 0; i < _inputs.Count; i++) work.Scratch[i] = demand > 0 ? work.Fill.Total[i] / rate : work.Caps[i];
        Spread(work.Scratch, Math.Max(1, _inputs.Replicas), work.Staffing);
        double all = 0;
        foreach (var own in work.Staffing) all += own;
        for (var i = 0; i < _inputs.Count; i++) work.Shares[i] = all > 0 ? work.Staffing[i] / all : 0;
        return work.Fill.Theta;
    }

    private double SpeedOf(int i) => _inputs.Memory.Members[i].Speed;

    private static void Spread(ReadOnlySpan<double> busy, double replicas, Span<double> staffing)
    {
        var (low, high) = (0.0, MostBeta);
        for (var n = 0; n < Bisections; n++)
        {
            var middle = (low + high) / 2;
            double sum = 0;
            foreach (var own in busy) sum += own + middle * Math.Sqrt(own);
            if (sum < replicas) low = middle;
            else high = middle;
        }

        for (var i = 0; i < staffing.Length; i++) staffing[i] = Math.Max(1e-6, busy[i] + low * Math.Sqrt(busy[i]));
    }
}
