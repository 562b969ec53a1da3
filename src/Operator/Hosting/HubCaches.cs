using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Hosting;
using Loadline.Kubernetes.Informers;

namespace Loadline.Operator.Hosting;

/// <summary>The hub's own objects that the operator always follows.</summary>
internal sealed class HubCaches
{
    private readonly HubInformer[] _all;

    public HubCaches(KubeClient hub, string operatorNamespace, WatchListSupport watchList, TimeProvider time, ILogger logger)
    {
        HubInformer Of(ResourceType resource, string? ns = null) => new(hub, resource, ns, watchList, time, logger);
        Members = Of(LoadlineResources.MemberClusters);
        Secrets = Of(CoreResources.Secrets, operatorNamespace);
        Policies = Of(LoadlineResources.PropagationPolicies);
        ClusterPolicies = Of(LoadlineResources.ClusterPropagationPolicies);
        Bindings = Of(LoadlineResources.ResourceBindings);
        ClusterBindings = Of(LoadlineResources.ClusterResourceBindings);
        Overrides = Of(LoadlineResources.OverridePolicies);
        ClusterOverrides = Of(LoadlineResources.ClusterOverridePolicies);
        _all = [Members, Secrets, Policies, ClusterPolicies, Bindings, ClusterBindings, Overrides, ClusterOverrides];
    }

    public HubInformer Members { get; }

    public HubInformer Secrets { get; }

    public HubInformer Policies { get; }

    public HubInformer ClusterPolicies { get; }

    public HubInformer Bindings { get; }

    public HubInformer ClusterBindings { get; }

    public HubInformer Overrides { get; }

    public HubInformer ClusterOverrides { get; }

    public IEnumerable<OperatorPart> Parts => _all.Select(static i => i.Part);

    /// <summary>What keeps the caches from being complete; null when they are.</summary>
    public string? Problem =>
        _all.FirstOrDefault(static i => !i.Store.HasSynced) is { } missing ? $"{missing.Resource.Plural} are not read yet{(missing.LastError is { } e ? ": " + e : "")}" : null;
}
