using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Models;
using Loadline.Kubernetes.Yaml;
using Loadline.Operator.Applying;
using Loadline.Operator.Binding;
using Loadline.Operator.Guarding;
using Loadline.Operator.Hosting;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Observing;
using Loadline.Operator.Sensing;
using Loadline.Operator.Weighing;
using Loadline.Registry;
using Loadline.Simulator.InProcess;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore = Loadline.Kubernetes.Informers.ObjectStore;

namespace Loadline.Operator.Tests.Stages;

/// <summary>
/// A hub, members and the operator's stages from the binding to its status, in this process: no queue, no loop and no clock runs, and each stage
/// takes one step when the test says so.
/// </summary>
internal sealed class Fleet : IDisposable, IEvents
{
    public const string HubId = "this-hub";

    private const string Token = "token";

    private readonly Meter _meter = new("stages-test");
    private readonly CancellationTokenSource _stop = new();
    private readonly InProcessApi _hub;
    private readonly KubeClient _client;
    private readonly RestMapper _kinds;
    private readonly Dictionary<string, Site> _sites = new(StringComparer.Ordinal);
    private readonly ObjectStore _clusters = new();
    private Process _process = null!;

    private Fleet()
    {
        // No process starts in the first moment of a machine.
        Time.Freeze(TimeSpan.FromDays(1));
        _hub = new(new() { Name = "hub", TimeProvider = Time, Token = Token });
        _client = Connect(_hub.Connect());
        _kinds = new(_client, Time);
    }

    /// <summary>Members serve ConfigMaps and Deployments, and are in the jurisdiction EU.</summary>
    public static async Task<Fleet> StartAsync(params string[] members)
    {
        var fleet = new Fleet();
        foreach (var crd in CrdManifests.All) await fleet._client.CreateAsync(CoreResources.CustomResourceDefinitions, null, crd.Json, "test", default);
        await fleet._kinds.RefreshAsync(default);
        fleet._process = fleet.Begin();
        foreach (var name in members) await fleet.JoinAsync(name);
        return fleet;
    }

    public ManualTimeProvider Time { get; } = new();

    public List<(string Regarding, string Reason, string Note)> Events { get; } = [];

    /// <summary>Asked before every write to a member, as the leader's fence is.</summary>
    public Action Fence { get; set; } = static () => { };

    /// <summary>Seconds of every sample of <c>loadline_propagation_seconds</c>.</summary>
    public List<double> Propagations { get; } = [];

    public ClusterRegistry Registry { get; } = new();

    public Wire Wire(string member) => _sites[member].Wire;

    /// <summary>A member that is there, and its MemberCluster on the hub. A name that was there before is the same cluster again.</summary>
    public async Task JoinAsync(string name)
    {
        if (!_sites.TryGetValue(name, out var site))
        {
            var api = new InProcessApi(new() { Name = name, TimeProvider = Time, Token = Token });
            _sites[name] = site = new(api, new(api.Connect()));
        }

        await PutAsync($"apiVersion: loadline.io/v1alpha1\nkind: MemberCluster\nmetadata: {{name: {name}}}\nspec: {{apiEndpoint: \"https://{name}:6443\"}}");
        Describe(name, "EU");
        Connect(name);
    }

    /// <summary>The MemberCluster goes without anything being taken out of the member.</summary>
    public async Task AbandonAsync(string name)
    {
        await _client.DeleteAsync(MembersContext.MemberClusters, null, name, new(), default);
        Miss(name);
    }

    /// <summary>The operator sees no such MemberCluster, whatever the hub holds.</summary>
    public void Miss(string name)
    {
        _clusters.Remove(_clusters.Get(new(null, name))!);
        Registry.TryRemove(name);
        _process.Members.Remove(_process.Members.Find(name)!);
    }

    /// <summary>What the MemberCluster says.</summary>
    public void Describe(string name, string jurisdiction, bool terminating = false, long cpu = 8000) => Registry.Set(new()
    {
        Name = name,
        Jurisdiction = jurisdiction,
        Terminating = terminating,
        ApiEnablements = new HashSet<Registry.ApiEnablement> { new("v1", "ConfigMap"), new("apps/v1", "Deployment") },
        Resources = new() { Allocatable = new Dictionary<string, long> { ["cpu"] = cpu, ["pods"] = 110 } },
    });

    /// <summary>Another process leads, with nothing but what the hub and the members hold.</summary>
    public async Task RestartAsync()
    {
        _process.Dispose();
        _process = Begin();
        foreach (var name in _sites.Keys.Where(name => _clusters.Get(new(null, name)) is not null)) Connect(name);
        foreach (var resource in (ResourceType[])[ConfigMaps, Deployments])
            foreach (var item in (await _client.ListAsync(resource, "default", new(), default)).Items) _process.Templates.Ensure(resource).Upsert(item);
        foreach (var item in (await _client.ListAsync(LoadlineResources.PropagationPolicies, null, new(), default)).Items) _process.PolicyStore.Upsert(item);
        foreach (var item in (await _client.ListAsync(LoadlineResources.ResourceBindings, null, new(), default)).Items) _process.BindingStore.Upsert(item);
    }

    /// <summary>What a user does with <c>kubectl apply</c>, seen by the operator at once.</summary>
    public async Task<KubeObject> PutAsync(string yaml)
    {
        var json = YamlToJson.ConvertAll(yaml).Single();
        var manifest = KubeObject.Parse(json);
        var resource = (await _kinds.FindAsync(manifest.ApiVersion, manifest.Kind, default))!;
        var written = await _client.ApplyAsync(resource, resource.Namespaced ? "default" : null, manifest.Name, json, "user", force: true, default);
        if (resource == LoadlineResources.PropagationPolicies) _process.PolicyStore.Upsert(written);
        else if (resource == MembersContext.MemberClusters) _clusters.Upsert(written);
        else Seen(resource, written);
        return written;
    }

    public async Task DeleteAsync(ResourceType resource, string name)
    {
        await _client.DeleteAsync(resource, "default", name, new(), default);
        var store = resource == LoadlineResources.PropagationPolicies ? _process.PolicyStore : _process.Templates.Ensure(resource);
        store.Remove(store.Get(new("default", name))!);
    }

    /// <summary>Stages 1 and 2.</summary>
    public async Task<ReconcileResult> BindAsync(TemplateKey template)
    {
        var result = await _process.Binding.ReconcileAsync(template, default);
        if (await BindingAsync(template) is { } binding) _process.BindingStore.Upsert(binding);
        return result;
    }

    /// <summary>Stages 3 to 5 in one member.</summary>
    public Task<ReconcileResult> ApplyAsync(string member, TemplateKey template) =>
        _process.Apply.ReconcileAsync(new(_process.Members.Find(member)!.Id, template), default);

    /// <summary>Stage 6: the binding's status, or its end.</summary>
    public async Task ReportAsync(TemplateKey template)
    {
        // What the members are still taking is given some time before it is reported; here it has passed.
        Time.Freeze(TimeSpan.FromSeconds(3));
        var result = await _process.Status.ReconcileAsync(template, default);
        if (result == ReconcileResult.Done) return;
        Time.Freeze(TimeSpan.FromSeconds(3));
        await _process.Status.ReconcileAsync(template, default);
    }

    /// <summary>The template's way through all stages, and back.</summary>
    public async Task PlaceAsync(TemplateKey template)
    {
        await BindAsync(template);
        foreach (var target in (await SpecAsync(template)).Clusters ?? [])
            if (_process.Members.Find(target.Name) is not null) await ApplyAsync(target.Name, template);
        await ReportAsync(template);
    }

    /// <summary>The watch of a member brings what is there.</summary>
    public async Task ObserveAsync(string member, ResourceType resource)
    {
        var found = _process.Members.Find(member)!;
        var list = await found.Client.ListAsync(resource, "default", new(), default);
        _process.Watches.Ensure(found, resource).Replace([.. list.Items.Where(static i => i.Labels.ContainsKey(WellKnown.ManagedLabel))], list.ResourceVersion);
    }

    public Workload Workload(TemplateKey template) => _process.Workloads.Find(template)!;

    /// <summary>The ConfigMap that most tests place, with a value.</summary>
    public Task PutSettingsAsync(string value) => PutAsync($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings, namespace: default}}\ndata: {{key: {value}}}");

    /// <summary>An object that a member holds, as text.</summary>
    public async Task<string> TextAsync(string member, TemplateKey key) => Encoding.UTF8.GetString((await FindAsync(member, key))!.Json.Span);

    /// <summary>What a member holds, whoever put it there.</summary>
    public Task<KubeObject?> FindAsync(string member, TemplateKey template) =>
        _sites[member].Admin.GetAsync(template.Resource, template.Namespace, template.Name, default);

    public Task<KubeObject> ChangeAsync(string member, TemplateKey template, string merge) =>
        _sites[member].Admin.PatchAsync(template.Resource, template.Namespace, template.Name, PatchKind.Merge, Encoding.UTF8.GetBytes(merge), "someone", default);

    /// <summary>All replicas that a member was given of a Deployment are ready, and the operator sees it.</summary>
    public async Task ReadyAsync(string member, TemplateKey template)
    {
        var live = (await FindAsync(member, template))!;
        var replicas = (int)JsonNode.Parse(live.Spec.Span)!["replicas"]!;
        var status = $$"""{"status":{"observedGeneration":{{live.Generation}},"replicas":{{replicas}},"updatedReplicas":{{replicas}},"readyReplicas":{{replicas}},"availableReplicas":{{replicas}} } }""";
        await _sites[member].Admin.PatchAsync(template.Resource, template.Namespace, template.Name, PatchKind.Merge, Encoding.UTF8.GetBytes(status), "someone", default, "status");
        await ObserveAsync(member, template.Resource);
    }

    public Task<KubeObject> PutInAsync(string member, ResourceType resource, string json) =>
        _sites[member].Admin.CreateAsync(resource, "default", Encoding.UTF8.GetBytes(json), "someone", default);

    public Task<KubeObject?> BindingAsync(TemplateKey template)
    {
        var (resource, key) = BindingIndex.Address(template);
        return _client.GetAsync(resource, key.Namespace, key.Name, default);
    }

    public async Task<ResourceBindingSpec> SpecAsync(TemplateKey template) => (await BindingAsync(template))!.As(CrdsJsonContext.Default.V1Alpha1ResourceBinding).Spec!;

    public async Task<ResourceBindingStatus> StatusAsync(TemplateKey template) => (await BindingAsync(template))!.As(CrdsJsonContext.Default.V1Alpha1ResourceBinding).Status!;

    public async Task<KubeObject> PatchBindingAsync(TemplateKey template, string merge)
    {
        var (resource, key) = BindingIndex.Address(template);
        var written = await _client.PatchAsync(resource, key.Namespace, key.Name, PatchKind.Merge, Encoding.UTF8.GetBytes(merge), "user", default);
        _process.BindingStore.Upsert(written);
        return written;
    }

    public int WritesToHub => _hub.Traffic.Requests.Count(static r => !r.StartsWith("GET", StringComparison.Ordinal));

    public static ResourceType ConfigMaps { get; } = new("", "v1", "configmaps", "ConfigMap", true);

    public static ResourceType Deployments { get; } = new("apps", "v1", "deployments", "Deployment", true);

    public void Record(ObjectReference regarding, bool warning, string reason, string action, string note) => Events.Add((regarding.Name, reason, note));

    public void Dispose()
    {
        _stop.Cancel();
        _process.Dispose();
        foreach (var site in _sites.Values) site.Dispose();
        _client.Dispose();
        _hub.Dispose();
        _meter.Dispose();
        _stop.Dispose();
    }

    private void Seen(ResourceType resource, KubeObject written)
    {
        _process.Workloads.GetOrAdd(new(resource, written.Namespace, written.Name)).SeenAt = Time.GetTimestamp();
        _process.Templates.Ensure(resource).Upsert(written);
    }

    private void Connect(string name)
    {
        var client = Connect(_sites[name].Wire, () => Fence());
        var id = _process.Members.NextId();
        _process.Members.Put(new(name, id, client, new(client, Time), new(HealthState.Ready, Time.GetUtcNow(), "", ""), static () => { }, _stop.Token));
    }

    private KubeClient Connect(HttpMessageHandler handler, Action? fence = null) =>
        new(KubeTransport.Create(new KubernetesClientConfiguration { Host = new("https://virtual:6443"), AccessToken = Token }, handler, Time), Time, new() { MaxRetries = 1 }, fence: fence);

    private Process Begin()
    {
        var members = new MemberDirectory();
        var workloads = new WorkloadTable();
        var queues = new Queues(new(), members, Time);
        var (policyCache, clusterPolicyCache) = (Cache(LoadlineResources.PropagationPolicies), Cache(LoadlineResources.ClusterPropagationPolicies));
        var (bindingCache, clusterBindingCache) = (Cache(LoadlineResources.ResourceBindings), Cache(LoadlineResources.ClusterResourceBindings));
        var policies = new PolicyCatalog(_client, policyCache, clusterPolicyCache, _kinds, [], this);
        var bindings = new BindingIndex(bindingCache, clusterBindingCache, _kinds, workloads, NullLogger<BindingIndex>.Instance);
        // Its own watches find nothing: what the test puts is seen at once.
        var templates = new TemplateInformers(Connect(new Silence()), new(), Time, NullLogger<TemplateInformers>.Instance);
        templates.Start(_stop.Token);
        foreach (var resource in (ResourceType[])[ConfigMaps, Deployments]) templates.Ensure(resource).Replace([], "1");
        var watches = new MemberWatches($"{WellKnown.ManagedLabel}={WellKnown.True}", Time, NullLogger<MemberWatches>.Instance);
        var metrics = new ApplyMetrics(_meter);
        var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter == _meter && instrument.Name == "loadline_propagation_seconds") l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => Propagations.Add(value));
        listener.Start();
        var removals = new RemovalLedger(
            policies.Find, _clusters, owner => owner.Policy is { } policy ? workloads.ObjectsOf(policy) : watches.ObjectsIn(owner.Member!),
            owner =>
            {
                if (owner.Policy is { } policy) queues.PolicyChanged(policy);
            },
            Time);
        var guard = new MoveGuard(Registry, members, watches, () => true, HubId);
        var apply = new ApplyReconciler(
            workloads, templates, policies, members, watches, new(watches, HubId, metrics), this, metrics, queues.StatusChanged, guard, removals, HubId, Time);
        var sensor = new WeightSensor(static _ => null, Registry, static (_, _, given) => given, Time);
        var placement = new PlacementStage(Registry, members, new(static (_, _) => int.MaxValue, Time), sensor, new(_meter), Time);
        var binding = new BindingReconciler(_client, templates, policies, bindings, workloads, placement, static () => true, queues.Dispatch, queues.StatusChanged, this, removals, Time);
        var status = new StatusReconciler(
            _client, workloads, bindings, templates, members, watches, new(_client, TemplateStatusMode.Never, Time), static _ => { }, static _ => { }, static () => false,
            name => _clusters.Get(new(null, name)) is null, this, Time);
        policies.Start();
        bindings.Start();
        return new(queues, workloads, members, templates, watches, binding, apply, status, policyCache.Store, bindingCache.Store, listener);

        HubInformer Cache(ResourceType resource)
        {
            var cache = new HubInformer(_client, resource, null, new(), Time, NullLogger.Instance);
            cache.Store.Replace([], "1");
            return cache;
        }
    }

    /// <summary>Everything that does not outlive a process.</summary>
    private sealed record Process(
        Queues Queues, WorkloadTable Workloads, MemberDirectory Members, TemplateInformers Templates, MemberWatches Watches, BindingReconciler Binding,
        ApplyReconciler Apply, StatusReconciler Status, ObjectStore PolicyStore, ObjectStore BindingStore, MeterListener Listener) : IDisposable
    {
        public void Dispose()
        {
            Queues.Dispose();
            Listener.Dispose();
        }
    }

    /// <summary>A cluster, the operator's way to it, and the way of somebody else.</summary>
    private sealed class Site(InProcessApi api, Wire wire) : IDisposable
    {
        public Wire Wire { get; } = wire;

        public KubeClient Admin { get; } = new(
            KubeTransport.Create(new KubernetesClientConfiguration { Host = new("https://virtual:6443"), AccessToken = Token }, api.Connect(), TimeProvider.System), TimeProvider.System);

        public void Dispose()
        {
            Admin.Dispose();
            Wire.Dispose();
            api.Dispose();
        }
    }

    private sealed class Silence : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
