using System.Diagnostics.Metrics;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.LeaderElection;

namespace Loadline.Operator.Hosting;

/// <summary>Who may write: the holder of the lease, or always, when election is turned off.</summary>
internal sealed class Leadership
{
    private const string LeaseName = "loadline-operator";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(20);


    public Leadership(KubeTransport transport, OperatorOptions options, TimeProvider time, Meter meter, ILogger<LeaderElector> logger)
    {
        if (!options.LeaderElect) return;
        Elector = new(new KubeLeaseLock(transport, options.Namespace, LeaseName), new LeaderElectionOptions(), time, new LeaderElectionMetrics(meter, LeaseName), logger);
    }

    /// <summary>LE9: a leader whose lease is long over is stuck and better restarted.</summary>
    public string? Problem() => Elector is null || Elector.IsHealthy(Tolerance) ? null : "the lease was not renewed in time";

    /// <summary>Waits for the lease; null when this process leads without asking.</summary>
    public LeaderElector? Elector { get; }

    /// <summary>The last check before a write leaves this process.</summary>
    public LeaderFence Fence { get; } = new();
}
