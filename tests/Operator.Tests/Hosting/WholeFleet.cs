using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Yaml;
using Loadline.Operator.Hosting;
using Loadline.Simulator;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Operator.Tests.Hosting;

/// <summary>
/// A hub, two members that run workloads, and whole operators, all in this process and over real connections. Tests of it are one collection: the
/// meters of two operators in one process have one name, and one that stops takes the other's series along.
/// </summary>
public sealed class WholeFleet : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Dictionary<string, SimulatedCluster> _clusters = [];
    private readonly Dictionary<string, (KubeClient Client, RestMapper Kinds)> _users = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>The operator that leads.</summary>
    internal LoadlineOperator Operator { get; private set; } = null!;

    /// <summary>Every state of every binding, in order.</summary>
    public ConcurrentQueue<KubeObject> Bindings { get; } = new();

    public SimulatedCluster this[string name] => _clusters[name];

    public async Task InitializeAsync()
    {
        foreach (var name in (string[])["hub", "one", "two"])
        {
            var cluster = await SimulatedCluster.StartAsync(
                new() { Name = name, RunWorkloads = name != "hub", ReadyDelay = TimeSpan.Zero, Nodes = name == "hub" ? [] : [new("node", 32, 128)] }, default);
            _clusters[name] = cluster;
            var client = new KubeClient(KubeTransport.Create(Configuration(cluster), TimeProvider.System), TimeProvider.System);
            _users[name] = (client, new(client, TimeProvider.System));
        }

        foreach (var crd in CrdManifests.All) await Hub.Client.CreateAsync(CoreResources.CustomResourceDefinitions, null, crd.Json, "test", default);
        await ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: {name: loadline-system}");
        _watching = Task.Run(WatchBindingsAsync);
        foreach (var name in (string[])["one", "two"]) await JoinAsync(name);
        Operator = await StartOperatorAsync();
    }

    internal Task<LoadlineOperator> StartOperatorAsync(string? token = null) => LoadlineOperator.StartAsync(
        Configuration(_clusters["hub"], token),
        new() { MetricsAddress = new(IPAddress.Loopback, 0), HealthAddress = new(IPAddress.Loopback, 0) },
        NullLoggerFactory.Instance, TimeProvider.System, default);

    /// <summary>Stops the operator, does something that nobody sees, and starts another.</summary>
    /// <param name="between">What nobody sees.</param>
    /// <param name="token">Whose rights the other has in the hub; null for an administrator's.</param>
    internal async Task RestartOperatorAsync(Func<Task> between, string? token = null)
    {
        await Operator.DisposeAsync();
        await between();
        Operator = await StartOperatorAsync(token);
    }

    /// <summary>What a user does with <c>kubectl apply</c>.</summary>
    public async Task ApplyAsync(string yaml)
    {
        foreach (var document in YamlToJson.ConvertAll(yaml))
        {
            var manifest = JsonNode.Parse(document)!;
            var resource = await Hub.Kinds.FindAsync((string)manifest["apiVersion"]!, (string)manifest["kind"]!, default);
            var metadata = manifest["metadata"]!;
            await Hub.Client.ApplyAsync(resource!, (string?)metadata["namespace"], (string)metadata["name"]!, document, "user", force: true, default);
        }
    }

    /// <summary>A token of a service account of the hub.</summary>
    internal async Task<string> TokenOfAsync(string ns, string account)
    {
        var requests = new ResourceType("", "v1", $"serviceaccounts/{account}/token", "TokenRequest", true);
        var made = await Hub.Client.CreateAsync(requests, ns, """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}"""u8.ToArray(), "user", default);
        return (string)JsonNode.Parse(made.Status.Span)!["token"]!;
    }

    public async Task<KubeObject?> GetAsync(string cluster, string apiVersion, string kind, string name, string? ns = "default")
    {
        var (client, kinds) = _users[cluster];
        return await kinds.FindAsync(apiVersion, kind, default) is { } resource ? await client.GetAsync(resource, ns, name, default) : null;
    }

    public async Task<JsonNode> GetRawAsync(string cluster, string path) => JsonNode.Parse(await _users[cluster].Client.GetRawAsync(path, null, default))!;

    /// <summary>Path of a policy of namespace default.</summary>
    public static string PolicyPath(string name) => $"/apis/loadline.io/v1alpha1/namespaces/default/propagationpolicies/{name}";

    /// <summary>Status and reason of a condition of an object of the hub; nulls when it has none.</summary>
    public async Task<(string? Status, string? Reason)> ConditionAsync(string path, string type)
    {
        var condition = (await GetRawAsync("hub", path))["status"]?["conditions"]?.AsArray().FirstOrDefault(c => (string?)c!["type"] == type);
        return ((string?)condition?["status"], (string?)condition?["reason"]);
    }

    public async Task DeleteAsync(string apiVersion, string kind, string name, string cluster = "hub")
    {
        var (client, kinds) = _users[cluster];
        var resource = await kinds.FindAsync(apiVersion, kind, default);
        await client.DeleteAsync(resource!, "default", name, new(), default);
    }

    /// <summary>Sum of a metric's series that have these labels.</summary>
    internal async Task<double> MetricAsync(string name, params string[] labels)
    {
        var text = await _http.GetStringAsync(new Uri(Operator.MetricsAddress!, "/metrics"));
        return Regex.Matches(text, $@"(?m)^{name}(?:\{{([^}}]*)\}})? ([0-9.e+]+)$")
            .Where(m => Array.TrueForAll(labels, l => m.Groups[1].Value.Contains(l, StringComparison.Ordinal)))
            .Sum(static m => double.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    internal async Task<string> MetricsAsync() => await _http.GetStringAsync(new Uri(Operator.MetricsAddress!, "/metrics"));

    internal async Task<HttpStatusCode> ReadyAsync(LoadlineOperator instance) => (await _http.GetAsync(new Uri(instance.HealthAddress!, "/readyz"))).StatusCode;

    /// <summary>Waits for something that must come; a slow machine takes longer, nothing else.</summary>
    public static async Task UntilAsync(Func<Task<bool>> done, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await done())
        {
            if (patience.IsCancellationRequested) Assert.Fail($"after {Patience.TotalSeconds:F0} s still not: {what}");
            await Task.Delay(20);
        }
    }

    public Task UntilPlacedAsync(string name, params string[] members) => UntilAsync(
        async () =>
        {
            foreach (var member in (string[])["one", "two"])
                if (await GetAsync(member, "v1", "ConfigMap", name) is null == members.Contains(member)) return false;
            return true;
        },
        $"{name} is in {string.Join(", ", members)} only");

    public async Task DisposeAsync()
    {
        await Operator.DisposeAsync();
        await _stop.CancelAsync();
        await _watching;
        foreach (var (client, _) in _users.Values) client.Dispose();
        foreach (var cluster in _clusters.Values) await cluster.DisposeAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        _stop.Dispose();
    }

    private (KubeClient Client, RestMapper Kinds) Hub => _users["hub"];

    private static KubernetesClientConfiguration Configuration(SimulatedCluster cluster, string? token = null) =>
        KubernetesClientConfiguration.ForMember(cluster.Endpoint, token ?? cluster.Token, Encoding.ASCII.GetBytes(cluster.CaBundlePem));

    /// <summary>Makes a cluster a member, or changes what the hub says of one.</summary>
    /// <param name="name">Name of the cluster.</param>
    /// <param name="metadata">Further fields of the MemberCluster's metadata.</param>
    public Task JoinAsync(string name, string metadata = "")
    {
        var cluster = _clusters[name];
        return ApplyAsync($$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: {{name}}, namespace: loadline-system}
            data: {token: {{Base64(cluster.Token)}}, caBundle: {{Base64(cluster.CaBundlePem)}} }
            ---
            apiVersion: loadline.io/v1alpha1
            kind: MemberCluster
            metadata: {name: {{name}}{{metadata}}}
            spec:
              apiEndpoint: {{cluster.Endpoint.GetLeftPart(UriPartial.Authority)}}
              secretRef: {namespace: loadline-system, name: {{name}}}
              probe: {interval: 1s, timeout: 900ms}
            """);
    }

    /// <summary>What a user does with <c>kubectl delete membercluster</c>.</summary>
    public async Task LeaveAsync(string name) => await Hub.Client.DeleteAsync(LoadlineResources.MemberClusters, null, name, new(), default);

    private async Task WatchBindingsAsync()
    {
        try
        {
            await using var stream = await Hub.Client.WatchAsync(LoadlineResources.ResourceBindings, null, new() { TimeoutSeconds = 3600 }, _stop.Token);
            var batch = new List<WatchEvent>();
            while (await stream.ReadAsync(batch, _stop.Token))
                foreach (var e in batch)
                    if (e.Object is { Kind: "ResourceBinding" } item) Bindings.Enqueue(item);
        }
        catch (OperationCanceledException)
        {
            // The end of the tests.
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
