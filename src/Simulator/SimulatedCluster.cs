using System.Globalization;
using System.Net;
using System.Text;
using Loadline.Simulator.Access;
using Loadline.Simulator.Catalog;
using Loadline.Simulator.Controllers;
using Loadline.Simulator.Http;
using Loadline.Simulator.Network;
using Loadline.Simulator.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loadline.Simulator;

/// <summary>
/// A Kubernetes cluster in this process: an API server on loopback that kubectl and operators can use, and, for members, workloads that
/// become ready. Everything is in memory and gone on disposal.
/// </summary>
public sealed class SimulatedCluster : IAsyncDisposable
{
    // What kube-apiserver allows per HTTP/2 connection.
    private const int MaxStreamsPerConnection = 250;

    private readonly WebApplication _web;
    private readonly ServerCertificates _certificates;
    private readonly CancellationTokenSource _stopping;
    private readonly Task _controllers;

    private SimulatedCluster(
        SimulatedClusterOptions options,
        ObjectStore store,
        NetworkConditions network,
        LoadModel load,
        TokenAuthority tokens,
        ServerCertificates certificates,
        WebApplication web,
        CancellationTokenSource stopping,
        Task controllers)
    {
        Options = options;
        Store = store;
        Network = network;
        Load = load;
        Tokens = tokens;
        _certificates = certificates;
        _web = web;
        _stopping = stopping;
        _controllers = controllers;
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{new Uri(addresses.First()).Port}"));
    }

    /// <summary>What the cluster was made of.</summary>
    public SimulatedClusterOptions Options { get; }

    /// <summary>Name, and context in <see cref="Kubeconfig"/>.</summary>
    public string Name => Options.Name;

    /// <summary>URL of the API server.</summary>
    public Uri Endpoint { get; }

    /// <summary>The bearer token that is accepted.</summary>
    public string Token => Options.Token;

    /// <summary>PEM of the authority that signed the serving certificate.</summary>
    public string CaBundlePem => _certificates.CaPem;

    /// <summary>The network between clients and this server; change it at any time.</summary>
    public NetworkConditions Network { get; }

    /// <summary>Load besides the pods; change it at any time.</summary>
    public LoadModel Load { get; }

    /// <summary>Tokens of service accounts, and whether <see cref="Token"/> still counts; change it at any time.</summary>
    public TokenAuthority Tokens { get; }

    /// <summary>The objects, without HTTP, authentication or admission in between.</summary>
    public ObjectStore Store { get; }

    /// <summary>Starts a server; it answers when this returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedCluster> StartAsync(SimulatedClusterOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = new ObjectStore(options.TimeProvider);
        var catalog = new CatalogHolder(store, metrics: options.RunWorkloads);
        var network = new NetworkConditions(options.Rtt);
        var link = new SimulatedLink(network, options.TimeProvider);
        var certificates = ServerCertificates.Create(options.Name);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
            // A client behind a slow simulated network is not an attacker.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                ((IConnectionBuilder)listen).Use(next => connection => link.RunAsync(connection, next));
                listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => network.CertificateExpired ? certificates.Expired : certificates.Serving);
            });
        });
        var web = builder.Build();
        var stopping = new CancellationTokenSource();
        var server = new ServerContext(options, store, catalog, stopping.Token);
        var deleter = new ObjectDeleter(server);
        var loop = new ControllerLoop(store, options.TimeProvider);
        InitialObjects.Create(store, options);
        BootstrapPolicy.Create(store);
        var load = new LoadModel();
        web.Run(new ApiServer(server, deleter, new MetricsApi(server, load)).HandleAsync);
        var controllers = ControllersOf(options, new ControllerClient(server, deleter), loop, certificates.CaPem);
        // What they make of the initial objects is there before the first request.
        loop.Settle(controllers);
        await web.StartAsync(ct);
        // Not awaited here: it runs until the cluster is disposed, which awaits it.
        var running = Task.Run(() => loop.RunAsync(controllers, stopping.Token), CancellationToken.None);
        return new SimulatedCluster(options, store, network, load, server.Tokens, certificates, web, stopping, running);
    }

    private static List<IController> ControllersOf(SimulatedClusterOptions options, ControllerClient client, ControllerLoop loop, string caPem)
    {
        List<IController> controllers = [new DefinitionCleanup(client)];
        if (options.RunControllerManager)
        {
            controllers.AddRange([new NamespaceController(client, caPem), new QuotaController(client), new GarbageCollector(client), new Claims(client, options.RunWorkloads)]);
        }
        if (options.RunWorkloads)
        {
            var pods = new PodIndex();
            controllers.AddRange([pods, new PodScheduler(client, pods), new Kubelet(client, pods, loop, options.ReadyDelay)]);
            IWorkload[] workloads =
            [
                new Deployments(client, loop), new ReplicaSets(client, pods), new StatefulSets(client, pods), new DaemonSets(client, pods), new Jobs(client, pods),
            ];
            controllers.AddRange(workloads.Select(workload => new WorkloadController(client, workload)));
        }
        return controllers;
    }

    /// <summary>A kubeconfig (YAML) whose current context is this cluster.</summary>
    public string Kubeconfig()
    {
        var ca = Convert.ToBase64String(Encoding.ASCII.GetBytes(CaBundlePem));
        return $"""
            apiVersion: v1
            kind: Config
            current-context: {Name}
            clusters:
            - name: {Name}
              cluster:
                server: {Endpoint.AbsoluteUri.TrimEnd('/')}
                certificate-authority-data: {ca}
            contexts:
            - name: {Name}
              context:
                cluster: {Name}
                user: {Name}
            users:
            - name: {Name}
              user:
                token: "{Token}"

            """;
    }

    /// <summary>Ends open watches and stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Network.Availability = Availability.Refuse;
        await _controllers;
        await _web.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
        _certificates.Dispose();
        _stopping.Dispose();
    }
}
