namespace Loadline.E2E.Harness;

/// <summary>REST paths of the kinds that tests and benchmarks touch.</summary>
internal static class KubePaths
{
    public const string Namespaces = "/api/v1/namespaces";
    public const string Loadline = "/apis/loadline.io/v1alpha1";
    public const string MemberClusters = $"{Loadline}/memberclusters";
    public const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    public const string AllDeployments = "/apis/apps/v1/deployments";

    public static string Namespace(string name) => $"{Namespaces}/{name}";

    /// <summary>A core/v1 collection, such as "configmaps" or "secrets".</summary>
    public static string Core(string ns, string plural) => $"{Namespaces}/{ns}/{plural}";

    public static string Deployments(string ns) => $"/apis/apps/v1/namespaces/{ns}/deployments";

    public static string Deployment(string ns, string name) => $"{Deployments(ns)}/{name}";

    /// <summary>A namespaced Loadline collection, such as "propagationpolicies" or "resourcebindings".</summary>
    public static string InNamespace(string ns, string plural) => $"{Loadline}/namespaces/{ns}/{plural}";

    public static string Policies(string ns) => InNamespace(ns, "propagationpolicies");

    public static string Bindings(string ns) => InNamespace(ns, "resourcebindings");

    public static string Events(string ns) => $"/apis/events.k8s.io/v1/namespaces/{ns}/events";

    public static string MemberCluster(string name) => $"{MemberClusters}/{name}";
}
