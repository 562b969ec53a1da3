using System.Diagnostics.Metrics;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.LeaderElection;

namespace Loadline.Operator.Hosting;

/// <summary>Who may write: the holder of the lease, or always, when election is turned off.</summary>
internal sealed class Leadership
{
    private const string LeaseName = "loadline-operator";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(20);

    private readonly LeaderElector? _elector;
    private readonly LeaderFence _fence = new();

    public Leadership(KubeTransport transport, OperatorOptions options, TimeProvider time, Meter meter, ILogger<LeaderElector> logger)
    {
        if (!options.LeaderElect) return;
        _elector = new(new KubeLeaseLock(transport, options.Namespace, LeaseName), new LeaderElectionOptions(), time, new LeaderElectionMetrics(meter, LeaseName), logger);
    }

    /// <summary>LE9: a leader whose lease is long over is stuck and better restarted.</summary>
    public string? Problem() => _elector is null || _elector.IsHealthy(Tolerance) ? null : "the lease was not renewed in time";

    /// <summary>LE8: the last check before a write leaves this process.</summary>
    /// <exception cref="LeadershipLostException">Another process may lead by now.</exception>
    public void ThrowIfNotLeading() => _fence.ThrowIfExpired();

    /// <summary>Waits for the lease, then works for as long as it is held.</summary>
    /// <exception cref="LeadershipLostException">The lease was lost; the process must end (LE6).</exception>
    public Task LeadAsync(Func<CancellationToken, Task> work, CancellationToken ct) =>
        _elector is null
            ? work(ct)
            : _elector.RunAsync(
                (token, leading) =>
                {
                    _fence.Enter(token);
                    return work(leading);
                },
                ct);
}
