using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Members;
using Loadline.Registry;
using Loadline.Simulator;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore = Loadline.Kubernetes.Informers.ObjectStore;

namespace Loadline.Operator.Tests.Members;

/// <summary>A hub and members in this process, with the members controller running against them in real time at a quick pace.</summary>
internal sealed class MemberFleet : IAsyncDisposable, IEvents
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource _stop = new();
    private readonly SimulatedCluster _hub;
    private readonly ConcurrentQueue<(string Name, bool Warning, string Reason, string Note)> _events = new();
    private readonly Dictionary<string, SimulatedCluster> _members = [];
    private readonly KubeClient _client;
    private readonly Meter _meter = new("test");
    private readonly List<Task> _loops = [];
    private MembersController _controller;
    private CancellationTokenSource _controllerStop = new();
    private Task _controllerRun;

    private MemberFleet(SimulatedCluster hub)
    {
        _hub = hub;
        _client = Client(hub);
        Start(MembersContext.MemberClusters, Clusters);
        Start(CoreResources.Secrets, Secrets);
        (_controller, _controllerRun) = RunController();
    }

    public MemberDirectory Directory { get; private set; } = new();

    public IClusterRegistry Registry { get; private set; } = new ClusterRegistry();

    public ObjectStore Clusters { get; } = new();

    public ObjectStore Secrets { get; } = new();

    /// <summary>Asked before every write to a member.</summary>
    public Action Fence { get; set; } = static () => { };

    public Func<string, bool> Drained { get; set; } = static _ => true;

    public IReadOnlyCollection<(string Name, bool Warning, string Reason, string Note)> Events => _events;

    public SimulatedCluster this[string name] => _members[name];

    public static async Task<MemberFleet> StartAsync()
    {
        var hub = await SimulatedCluster.StartAsync(new() { Name = "hub" }, CancellationToken.None);
        using var client = Client(hub);
        foreach (var crd in CrdManifests.All)
            await client.CreateAsync(CoreResources.CustomResourceDefinitions, null, crd.Json, "test", CancellationToken.None);
        var fleet = new MemberFleet(hub);
        await fleet.UntilAsync(() => fleet.Clusters.HasSynced && fleet.Secrets.HasSynced, "the caches are filled");
        return fleet;
    }

    /// <summary>Starts a member with one node and joins it. It runs no workloads of its own: what is in it, the test put there.</summary>
    /// <param name="name">Name of the member.</param>
    /// <param name="options">Settings of its cluster.</param>
    /// <param name="probeTimeout">How long an answer may take: short only where a test waits for one that does not come.</param>
    public async Task<SimulatedCluster> JoinAsync(string name, SimulatedClusterOptions? options = null, string probeTimeout = "5s")
    {
        var member = await SimulatedCluster.StartAsync((options ?? new() { Name = name }) with { Name = name }, CancellationToken.None);
        _members[name] = member;
        PutNode(member, "n1", "8");
        PutSecret(name, member.Token, member.CaBundlePem);
        await CreateClusterAsync(name, member.Endpoint.ToString(), probeTimeout);
        return member;
    }

    public Task CreateClusterAsync(string name, string endpoint, string probeTimeout = "5s") => _client.CreateAsync(
        MembersContext.MemberClusters, null, Encoding.UTF8.GetBytes($$"""
            {"apiVersion":"loadline.io/v1alpha1","kind":"MemberCluster","metadata":{"name":"{{name}}","labels":{"tier":"gold"} },
             "spec":{"apiEndpoint":"{{endpoint.TrimEnd('/')}}","region":"eu","secretRef":{"namespace":"default","name":"{{name}}"},
                     "probe":{"interval":"200ms","timeout":"{{probeTimeout}}"} } }
            """), "test", CancellationToken.None);

    public void PutSecret(string name, string token, string ca) => _hub.Store.Put("", "secrets", new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["data"] = new JsonObject { ["token"] = Base64(token), ["caBundle"] = Base64(ca) },
    });

    public void DeleteSecret(string name) => _hub.Store.Delete("", "secrets", "default", name);

    public Task DeleteClusterAsync(string name) => _client.DeleteAsync(MembersContext.MemberClusters, null, name, new(), CancellationToken.None);

    public Task PatchClusterAsync(string name, string merge) => _client.PatchAsync(
        MembersContext.MemberClusters, null, name, PatchKind.Merge, Encoding.UTF8.GetBytes(merge), "test", CancellationToken.None);

    public V1Alpha1MemberCluster? Read(string name) => Clusters.Get(new(null, name))?.As(CrdsJsonContext.Default.V1Alpha1MemberCluster);

    public V1Condition? Condition(string name, string type) => Read(name)?.Status?.Conditions?.FirstOrDefault(c => c.Type == type);

    public Task UntilConditionAsync(string name, string type, string status, string? reason = null) => UntilAsync(
        () => Condition(name, type) is { } c && c.Status == status && (reason is null || c.Reason == reason),
        $"{type} of {name} is {status} {reason}", () => $"{Condition(name, type)}");

    public async Task UntilAsync(Func<bool> done, string what, Func<string>? seen = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!done())
        {
            if (patience.IsCancellationRequested) Assert.Fail($"after {Patience.TotalSeconds:F0} s still not: {what}; seen: {seen?.Invoke()}; events: {string.Join(" | ", _events)}");
            await Task.Delay(20);
        }
    }

    /// <summary>What a crash and a new leader do: everything in memory is gone.</summary>
    public async Task RestartControllerAsync(Action? meanwhile = null)
    {
        await StopControllerAsync();
        meanwhile?.Invoke();
        Directory = new();
        Registry = new ClusterRegistry();
        _controllerStop = new();
        (_controller, _controllerRun) = RunController();
    }

    public void Record(ObjectReference regarding, bool warning, string reason, string action, string note) =>
        _events.Enqueue((regarding.Name, warning, reason, note));

    public async ValueTask DisposeAsync()
    {
        await StopControllerAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _client.Dispose();
        foreach (var member in _members.Values) await member.DisposeAsync();
        await _hub.DisposeAsync();
        _meter.Dispose();
        _stop.Dispose();
    }

    private static void PutNode(SimulatedCluster member, string name, string cpu) => member.Store.Put("", "nodes", new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["status"] = new JsonObject
        {
            ["allocatable"] = new JsonObject { ["cpu"] = cpu, ["memory"] = "32Gi", ["pods"] = "110" },
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }),
        },
    });

    private (MembersController, Task) RunController()
    {
        var controller = new MembersController(
            new()
            {
                Hub = _client,
                Clusters = Clusters,
                Secrets = Secrets,
                Directory = Directory,
                Registry = Registry,
                Events = this,
                Fence = () => Fence(),
                Drained = (name, _) => Task.FromResult(Drained(name)),
                Logger = NullLogger.Instance,
                Options = new()
                {
                    Probe = new() { CredentialCheck = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(3) },
                    LoadInterval = TimeSpan.FromMilliseconds(500),
                    CloseGrace = TimeSpan.FromMilliseconds(100),
                    DrainCheck = TimeSpan.FromMilliseconds(100),
                    Status = new() { Urgent = TimeSpan.FromMilliseconds(50), Routine = TimeSpan.FromMilliseconds(500) },
                },
            },
            _meter);
        return (controller, controller.RunAsync(_controllerStop.Token));
    }

    private async Task StopControllerAsync()
    {
        await _controllerStop.CancelAsync();
        await _controllerRun;
        _controller.Dispose();
        _controllerStop.Dispose();
    }

    private void Start(ResourceType resource, ObjectStore store) =>
        _loops.Add(new Reflector(_client, new(resource), store, new(), TimeProvider.System, new(1), NullLogger.Instance).RunAsync(_stop.Token));

    private static KubeClient Client(SimulatedCluster cluster) =>
        new(KubeTransport.Create(KubernetesClientConfiguration.ForMember(cluster.Endpoint, cluster.Token, Encoding.UTF8.GetBytes(cluster.CaBundlePem)), TimeProvider.System), TimeProvider.System);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
