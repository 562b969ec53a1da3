using Loadline.Simulator.Storage;

namespace Loadline.Simulator.Catalog;

/// <summary>The built-in kinds that a simulated server serves.</summary>
internal static class BuiltInResources
{
    private static readonly ScalePaths WorkloadScale = new(".spec.replicas", ".status.replicas", ".status.selector");

    private static readonly string[] All = ["all"];

    /// <summary>Kinds of every server; with <paramref name="metrics"/> also the read-only metrics.k8s.io.</summary>
    public static IEnumerable<ApiResource> For(bool metrics) => metrics ? [.. Core(), .. Groups(), .. Metrics()] : [.. Core(), .. Groups()];

    private static IEnumerable<ApiResource> Core() =>
    [
        Kind("", "v1", "bindings", "Binding", true) with { Verbs = ["create"] },
        Kind("", "v1", "configmaps", "ConfigMap", true, "cm"),
        Kind("", "v1", "endpoints", "Endpoints", true, "ep") with { Singular = "endpoints" },
        Kind("", "v1", "events", "Event", true, "ev"),
        Kind("", "v1", "limitranges", "LimitRange", true, "limits"),
        Kind("", "v1", "namespaces", "Namespace", false, "ns") with
        {
            HasStatus = true,
            Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
        },
        Kind("", "v1", "nodes", "Node", false, "no") with { HasStatus = true },
        Kind("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, "pvc") with { HasStatus = true },
        Kind("", "v1", "persistentvolumes", "PersistentVolume", false, "pv") with { HasStatus = true },
        Kind("", "v1", "pods", "Pod", true, "po") with { HasStatus = true, Categories = All },
        Kind("", "v1", "replicationcontrollers", "ReplicationController", true, "rc") with
        {
            HasStatus = true, HasGeneration = true, Categories = All, Scale = WorkloadScale,
        },
        Kind("", "v1", "resourcequotas", "ResourceQuota", true, "quota") with { HasStatus = true },
        Kind("", "v1", "secrets", "Secret", true),
        Kind("", "v1", "serviceaccounts", "ServiceAccount", true, "sa"),
        Kind("", "v1", "services", "Service", true, "svc") with { HasStatus = true, Categories = All },
    ];

    private static IEnumerable<ApiResource> Groups() =>
    [
        Kind("apps", "v1", "controllerrevisions", "ControllerRevision", true),
        Workload("apps", "v1", "daemonsets", "DaemonSet", "ds"),
        Workload("apps", "v1", "deployments", "Deployment", "deploy") with { Scale = WorkloadScale },
        Workload("apps", "v1", "replicasets", "ReplicaSet", "rs") with { Scale = WorkloadScale },
        Workload("apps", "v1", "statefulsets", "StatefulSet", "sts") with { Scale = WorkloadScale },
        Workload("batch", "v1", "cronjobs", "CronJob", "cj"),
        Workload("batch", "v1", "jobs", "Job"),
        Kind("events.k8s.io", "v1", "events", "Event", true, "ev") with
        {
            Storage = new GroupResource("", "events"), StoredVersion = "v1",
        },
        Kind("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false) with { HasGeneration = true },
        Kind("networking.k8s.io", "v1", "ingresses", "Ingress", true, "ing") with { Singular = "ingress", HasStatus = true, HasGeneration = true },
        Kind("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, "netpol") with { HasGeneration = true },
        Kind("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false),
        Kind("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false),
        Kind("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true),
        Kind("rbac.authorization.k8s.io", "v1", "roles", "Role", true),
        Kind("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, "pdb") with { HasStatus = true, HasGeneration = true },
        Kind("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, "hpa") with { HasStatus = true, Categories = All },
        Kind("coordination.k8s.io", "v1", "leases", "Lease", true),
        Kind("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true) with { HasGeneration = true },
        Kind("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false, "pc") with { Singular = "priorityclass", HasGeneration = true },
        Kind("storage.k8s.io", "v1", "storageclasses", "StorageClass", false, "sc") with { Singular = "storageclass" },
        Kind("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false, "crd", "crds") with
        {
            HasStatus = true, HasGeneration = true, Categories = ["api-extensions"],
        },
        Kind("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false) with { HasGeneration = true },
        Kind("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", false) with
        {
            HasStatus = true, HasGeneration = true,
        },
        Kind("admissionregistration.k8s.io", "v1", "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", false) with
        {
            HasGeneration = true,
        },
        Kind("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false) with
        {
            HasGeneration = true,
        },
        Kind("authorization.k8s.io", "v1", "localsubjectaccessreviews", "LocalSubjectAccessReview", true) with { Verbs = ["create"] },
        Kind("authorization.k8s.io", "v1", "subjectaccessreviews", "SubjectAccessReview", false) with { Verbs = ["create"] },
        Kind("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", false) with { Verbs = ["create"] },
        Kind("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false) with { Verbs = ["create"] },
        Kind("authorization.k8s.io", "v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview", false) with { Verbs = ["create"] },
        Kind("authentication.k8s.io", "v1", "selfsubjectreviews", "SelfSubjectReview", false) with { Verbs = ["create"] },
    ];

    private static IEnumerable<ApiResource> Metrics() =>
    [
        Kind("metrics.k8s.io", "v1beta1", "nodes", "NodeMetrics", false) with { Singular = "", Verbs = ["get", "list"] },
        Kind("metrics.k8s.io", "v1beta1", "pods", "PodMetrics", true) with { Singular = "", Verbs = ["get", "list"] },
    ];

    private static ApiResource Workload(string group, string version, string plural, string kind, params string[] shortNames) =>
        Kind(group, version, plural, kind, true, shortNames) with { HasStatus = true, HasGeneration = true, Categories = All };

    private static ApiResource Kind(string group, string version, string plural, string kind, bool namespaced, params string[] shortNames) => new()
    {
        Group = group,
        Version = version,
        Plural = plural,
        Singular = kind.ToLowerInvariant(),
        Kind = kind,
        ListKind = kind + "List",
        Namespaced = namespaced,
        ShortNames = shortNames,
        Storage = new GroupResource(group, plural),
    };
}
