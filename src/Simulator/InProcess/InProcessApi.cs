using Loadline.Simulator.Access;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Faults;
using Loadline.Simulator.Http;
using Loadline.Simulator.Workloads;

namespace Loadline.Simulator.InProcess;

/// <summary>
/// The simulator's API server without a network: the same pipeline behind an <see cref="HttpMessageHandler"/>. It starts no thread and no timer but on the
/// given clock, so that a client and it can be driven from one thread in virtual time, thousands of runs a minute. No controllers run.
/// </summary>
public sealed class InProcessApi : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ApiServer _server;
    private readonly TimeProvider _time;

    /// <summary>Makes a server.</summary>
    /// <param name="options">Name, clock, token and features; what concerns networks and controllers has no effect.</param>
    public InProcessApi(SimulatedClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _time = options.TimeProvider;
        Store = new(options.TimeProvider);
        var server = new ServerContext(options, Store, new CatalogHolder(Store, metrics: false), _stopping.Token);
        InitialObjects.Create(Store, options);
        BootstrapPolicy.Create(Store);
        _server = new(server, new ObjectDeleter(server), new MetricsApi(server, new()));
    }

    /// <summary>What the server was made of.</summary>
    public SimulatedClusterOptions Options { get; }

    /// <summary>The objects, past authentication, validation and admission.</summary>
    public ObjectStore Store { get; }

    /// <summary>What was asked.</summary>
    public InProcessTraffic Traffic { get; } = new();

    /// <summary>A way to the server.</summary>
    /// <param name="faults">What goes wrong on it; null for nothing.</param>
    public HttpMessageHandler Connect(FaultScript? faults = null) => new InProcessHandler(_server, _time, faults, Traffic);

    /// <summary>Ends open watches.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }
}
