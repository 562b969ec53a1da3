namespace Loadline.Simulator.Plant;

/// <summary>One report of the sensors: means since the report before. NaN is a reading that did not come.</summary>
internal sealed class SensorReport(int members)
{
    public double Time { get; set; }

    /// <summary>When it was received.</summary>
    public double Received { get; set; }

    public double[] Completions { get; } = new double[members];

    public double[] Utilization { get; } = new double[members];

    /// <summary>Mean latency of a member's requests, the network included.</summary>
    public double[] Latency { get; } = new double[members];

    /// <summary>Mean latency of a member's requests inside it.</summary>
    public double[] Inside { get; } = new double[members];

    public double[] Demand { get; } = new double[members];

    public double[] NodeCpu { get; } = new double[members];

    public double[] Errors { get; } = new double[members];

    public int[] Ready { get; } = new int[members];

    public double[] Rtt { get; } = new double[members * members];

    public void CopyTo(SensorReport other)
    {
        (other.Time, other.Received) = (Time, Received);
        Completions.CopyTo(other.Completions, 0);
        Utilization.CopyTo(other.Utilization, 0);
        Latency.CopyTo(other.Latency, 0);
        Inside.CopyTo(other.Inside, 0);
        Demand.CopyTo(other.Demand, 0);
        NodeCpu.CopyTo(other.NodeCpu, 0);
        Errors.CopyTo(other.Errors, 0);
        Ready.CopyTo(other.Ready, 0);
        Rtt.CopyTo(other.Rtt, 0);
    }
}
