using Loadline.Simulator.Catalog;
using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Kinds;

/// <summary>Rules by kind; kinds without an entry are stored as they come.</summary>
internal sealed class KindRules
{
    private static readonly IKindRules None = new NoRules();

    private readonly Dictionary<GroupResource, IKindRules> _rules;

    public KindRules(TimeProvider time)
    {
        var groups = BuiltInResources.For(metrics: true).Select(resource => resource.Group).ToHashSet();
        _rules = new Dictionary<GroupResource, IKindRules>
        {
            [new("", "namespaces")] = new NamespaceRules(),
            [new("", "pods")] = new PodRules(),
            [new("", "services")] = new ServiceRules(),
            [new("", "configmaps")] = new ConfigRules(secret: false),
            [new("", "secrets")] = new ConfigRules(secret: true),
            [new("", "persistentvolumeclaims")] = new ClaimRules(),
            [new("coordination.k8s.io", "leases")] = new LeaseRules(),
            [new("", "events")] = new EventRules(),
            [new("events.k8s.io", "events")] = new EventRules(),
            [new("rbac.authorization.k8s.io", "roles")] = new RbacRules(binding: false, cluster: false),
            [new("rbac.authorization.k8s.io", "clusterroles")] = new RbacRules(binding: false, cluster: true),
            [new("rbac.authorization.k8s.io", "rolebindings")] = new RbacRules(binding: true, cluster: false),
            [new("rbac.authorization.k8s.io", "clusterrolebindings")] = new RbacRules(binding: true, cluster: true),
            [new("apps", "deployments")] = new WorkloadRules("Deployment"),
            [new("apps", "statefulsets")] = new WorkloadRules("StatefulSet"),
            [new("apps", "replicasets")] = new WorkloadRules("ReplicaSet"),
            [new("apps", "daemonsets")] = new WorkloadRules("DaemonSet"),
            [new("batch", "jobs")] = new JobRules(),
            [new("batch", "cronjobs")] = new CronJobRules(),
            [new("autoscaling", "horizontalpodautoscalers")] = new AutoscalerRules(),
            [CustomResources.Definitions] = new DefinitionRules(time, groups),
        };
    }

    public IKindRules Of(ApiResource resource) => _rules.GetValueOrDefault(resource.Id, None);

    private sealed class NoRules : IKindRules;
}
