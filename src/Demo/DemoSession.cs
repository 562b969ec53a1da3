using System.Net;
using Loadline.Demo.Fleet;
using Loadline.Demo.Samples;
using Loadline.Demo.View;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Http;
using Loadline.Operator.Hosting;
using Microsoft.Extensions.Logging;

namespace Loadline.Demo;

/// <summary>Everything that runs: the clusters, the operator on them, and a user's client of the hub.</summary>
internal sealed class DemoSession : IAsyncDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly KubeClient _hub;
    private readonly FleetSetup _setup;
    private readonly ILoggerFactory _loggers;
    private readonly RecentWarnings _warnings;
    private readonly LoadlineOperator _operator;

    private DemoSession(DemoFleet fleet, KubeClient hub, FleetSetup setup, ILoggerFactory loggers, RecentWarnings warnings, LoadlineOperator instance, TimeProvider time)
    {
        Fleet = fleet;
        _hub = hub;
        _setup = setup;
        _loggers = loggers;
        _warnings = warnings;
        _operator = instance;
        Reader = new(hub, time);
    }

    public DemoFleet Fleet { get; }

    /// <summary>The hub as its users see it.</summary>
    public HubReader Reader { get; }

    /// <summary>Where the operator serves metrics.</summary>
    public Uri MetricsAddress => _operator.MetricsAddress!;

    /// <summary>Ends when the operator ends, which it should not.</summary>
    public Task Operating => _operator.Completion;

    /// <summary>What the operator warned of last.</summary>
    public IEnumerable<string> Warnings => _warnings.Lines;

    /// <summary>Starts the clusters and the operator.</summary>
    /// <exception cref="IOException">A port is taken, or the kubeconfig cannot be written.</exception>
    public static async Task<DemoSession> StartAsync(DemoOptions options, TimeProvider time, CancellationToken ct)
    {
        var fleet = await DemoFleet.StartAsync(options.Members, options.Port, time, ct);
        var hub = new KubeClient(KubeTransport.Create(DemoFleet.ConfigurationOf(fleet.Hub), time), time);
        var warnings = new RecentWarnings(time);
        var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(warnings));
        try
        {
            await FleetKubeconfig.WriteAsync(fleet, options.KubeconfigOut, ct);
            var setup = new FleetSetup(hub, new(hub, time), time);
            await setup.CreateSystemNamespaceAsync(ct);
            var instance = await LoadlineOperator.StartAsync(DemoFleet.ConfigurationOf(fleet.Hub), Settings(options), loggers, time, ct);
            return new(fleet, hub, setup, loggers, warnings, instance, time);
        }
        catch
        {
            hub.Dispose();
            loggers.Dispose();
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Joins the members, and applies the samples once all members are measured: the first division is then the right one.</summary>
    public async Task PrepareAsync(Action<string> say, CancellationToken ct)
    {
        await _setup.WaitForKindsAsync(ct);
        foreach (var member in Fleet.Members) await _setup.JoinAsync(member, ProbeInterval, ct);
        say($"{Fleet.Members.Count} members joined; waiting until they are measured");
        await Reader.WaitAsync(view => view.IsMeasured(Fleet.Members.Count), ct);
        foreach (var manifest in SampleManifests.All()) await _setup.ApplyAsync(manifest, ct);
        say("sample workloads and policies applied");
    }

    public async ValueTask DisposeAsync()
    {
        await _operator.DisposeAsync();
        _loggers.Dispose();
        _hub.Dispose();
        await Fleet.DisposeAsync();
    }

    private static OperatorOptions Settings(DemoOptions options) => new()
    {
        InstallCrds = true,
        // One process that dies with its hub needs no lease.
        LeaderElect = false,
        MetricsAddress = new(IPAddress.Loopback, options.MetricsPort),
        HealthAddress = null,
        // A demo of a minute cannot wait for the pace that suits production.
        RebalanceInterval = TimeSpan.FromSeconds(1),
        Members = new()
        {
            LoadInterval = TimeSpan.FromSeconds(2),
            Status = new() { Routine = TimeSpan.FromSeconds(1) },
            CloseGrace = TimeSpan.FromMilliseconds(200),
        },
        LogLevel = LogLevel.Warning,
    };
}
