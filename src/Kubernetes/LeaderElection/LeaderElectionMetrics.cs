using System.Diagnostics.Metrics;

namespace Loadline.Kubernetes.LeaderElection;

/// <summary>The metrics of an election under controller-runtime's names (LE10).</summary>
public sealed class LeaderElectionMetrics
{
    private readonly Counter<long> _slowPath;
    private readonly KeyValuePair<string, object?> _name;
    private int _leads;

    /// <summary>Creates the instruments; both start at 0.</summary>
    /// <param name="meter">Meter of the process.</param>
    /// <param name="name">Name of the lease.</param>
    public LeaderElectionMetrics(Meter meter, string name)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _name = new("name", name);
        _slowPath = meter.CreateCounter<long>(
            "leader_election_slowpath_total", description: "Renewals that had to read the lease first because the cached version was out of date");
        _slowPath.Add(0, _name);
        meter.CreateObservableGauge(
            "leader_election_master_status", () => new Measurement<int>(Volatile.Read(ref _leads), _name), description: "1 if this process leads, 0 if it stands by");
    }

    internal void SlowPath() => _slowPath.Add(1, _name);

    internal void Leads(bool leads) => Volatile.Write(ref _leads, leads ? 1 : 0);
}
