namespace Loadline.Simulator.Plant;

/// <summary>What one member does in one step: a queue with as many servers as replicas, and a backlog where it is overloaded.</summary>
internal struct Station
{
    public bool Serves;

    /// <summary>Requests per second of one replica.</summary>
    public double Rate;

    public double WaitProbability;

    public int Servers;

    public double Utilization;

    /// <summary>Seconds that the backlog takes.</summary>
    public double Backlog;

    /// <summary>Part of the requests that time out in the backlog.</summary>
    public double Dropped;

    /// <summary>Part of the requests that are answered with an error.</summary>
    public double Failed;

    /// <summary>Mean ms of a request inside the member.</summary>
    public double MeanMs;

    /// <summary>Mean ms of a request that is being served.</summary>
    public double ServiceMs;

    /// <summary>Mean ms of a request that has to wait until it is served.</summary>
    public double WaitMs;

    public void Settle()
    {
        MeanMs = 1000 / Rate + 1000 * WaitProbability / (Servers * Rate * (1 - Utilization)) + 1000 * Backlog;
        (ServiceMs, WaitMs) = (1000 / Rate, 1000 / (Servers * Rate * (1 - Utilization)));
    }
}
