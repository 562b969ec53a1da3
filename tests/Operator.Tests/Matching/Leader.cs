using System.Text;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Binding;
using Loadline.Operator.Hosting;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Observing;
using Loadline.Placement.Matching;
using Loadline.Simulator.InProcess;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Operator.Tests.Matching;

/// <summary>What a leader does with what the hub holds, from the caches to the queues, in virtual time. Templates are not watched.</summary>
internal sealed class Leader : IDisposable, IEvents
{
    private readonly InProcessApi _api;
    private readonly HttpMessageHandler _handler;
    private readonly KubeClient _hub;
    private readonly HubInformer _policies;
    private readonly HubInformer _clusterPolicies;
    private readonly HubInformer _bindings;
    private readonly HubInformer _clusterBindings;
    private int _version = 1000;

    public Leader(params KubeObject[] present)
    {
        var time = new ManualTimeProvider();
        Loop = new(time);
        _api = new(new() { Name = "hub", TimeProvider = time, Token = "token" });
        _handler = _api.Connect();
        _hub = new(KubeTransport.Create(new KubernetesClientConfiguration { Host = new("https://hub:6443"), AccessToken = "token" }, _handler, time), time);
        HubInformer Informer(ResourceType resource) => new(_hub, resource, null, new(), time, NullLogger.Instance);
        (_policies, _clusterPolicies) = (Informer(LoadlineResources.PropagationPolicies), Informer(LoadlineResources.ClusterPropagationPolicies));
        (_bindings, _clusterBindings) = (Informer(LoadlineResources.ResourceBindings), Informer(LoadlineResources.ClusterResourceBindings));
        foreach (var item in present) Put(item);

        var members = new MemberDirectory();
        Queues = new(new(), members, time);
        var kinds = new RestMapper(_hub, time);
        Finish(kinds.RefreshAsync);
        Policies = new(_hub, _policies, _clusterPolicies, kinds, [], this);
        Bindings = new(_bindings, _clusterBindings, kinds, Workloads, NullLogger<BindingIndex>.Instance);
        var templates = new TemplateInformers(_hub, new(), time, NullLogger<TemplateInformers>.Instance);
        templates.Start(new CancellationToken(true));
        var watches = new MemberWatches("", time, NullLogger<MemberWatches>.Instance);
        Kinds = new(kinds, templates, Policies, Bindings, this, time, NullLogger<TemplateKinds>.Instance);
        new Triggers(Queues, Workloads, templates, Policies, Bindings, members, watches, Kinds, time).Connect();
        Policies.Start();
        Bindings.Start();
    }

    public VirtualLoop Loop { get; }

    public PolicyCatalog Policies { get; }

    public BindingIndex Bindings { get; }

    public TemplateKinds Kinds { get; }

    public WorkloadTable Workloads { get; } = new();

    public Queues Queues { get; }

    public List<string> Events { get; } = [];

    /// <summary>What the watch of the hub brings.</summary>
    public void Put(KubeObject item) => Of(item).Store.Upsert(item);

    public void Put(string kind, string name, string spec, string? ns = "shop") => Put(Object(kind, name, spec, ns));

    /// <summary>An object of the API, in its next version.</summary>
    public KubeObject Object(string kind, string name, string spec, string? ns = "shop") => Object(kind, name, spec, ns, ++_version);

    public static KubeObject Object(string kind, string name, string spec, string? ns, int version)
    {
        var place = ns is null ? "" : $"\"namespace\":\"{ns}\",";
        return KubeObject.Parse(Encoding.UTF8.GetBytes(
            $$"""{"apiVersion":"loadline.io/v1alpha1","kind":"{{kind}}","metadata":{"name":"{{name}}",{{place}}"uid":"{{name}}","generation":{{version}},"resourceVersion":"{{version}}"},"spec":{{spec}}}"""));
    }

    public Policy? Policy(string name, string? ns = "shop") => Policies.Find(new PolicyKey(ns ?? "", name));

    /// <summary>What happens to one template, as the workers of the queue see it.</summary>
    public void Match(string name) =>
        Policies.Match(KubeObject.Parse($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","namespace":"shop"} }"""), Template(name), null);

    public static TemplateKey Template(string name) => new(new("", "v1", "configmaps", "ConfigMap", true), "shop", name);

    public void Record(ObjectReference regarding, bool warning, string reason, string action, string note) => Events.Add($"{regarding.Name} {reason}");

    public void Dispose()
    {
        Queues.Dispose();
        _api.Dispose();
        Loop.Settle();
        _hub.Dispose();
        _handler.Dispose();
    }

    /// <summary>The hub begins to serve a kind.</summary>
    public void Serve(string group, string kind)
    {
        var plural = kind.ToLowerInvariant() + "s";
        var crd = $$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{plural}}.{{group}}"},
             "spec":{"group":"{{group}}","scope":"Namespaced","names":{"plural":"{{plural}}","singular":"{{kind.ToLowerInvariant()}}","kind":"{{kind}}"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } }]} }
            """;
        Finish(ct => _hub.CreateAsync(CoreResources.CustomResourceDefinitions, null, Encoding.UTF8.GetBytes(crd), "test", ct));
    }

    private void Finish(Func<CancellationToken, Task> ask)
    {
        var asked = Loop.Start(() => ask(default));
        Loop.Settle();
        Assert.True(asked.IsCompletedSuccessfully);
    }

    private HubInformer Of(KubeObject item) => item.Kind switch
    {
        "PropagationPolicy" => _policies,
        "ClusterPropagationPolicy" => _clusterPolicies,
        "ResourceBinding" => _bindings,
        _ => _clusterBindings,
    };
}
