namespace Loadline.Kubernetes.Client;

/// <summary>Built-in resources that the runtime and its users address without discovery.</summary>
public static class CoreResources
{
    /// <summary>Namespaces.</summary>
    public static ResourceType Namespaces { get; } = new("", "v1", "namespaces", "Namespace", false);

    /// <summary>Secrets.</summary>
    public static ResourceType Secrets { get; } = new("", "v1", "secrets", "Secret", true);

    /// <summary>Nodes.</summary>
    public static ResourceType Nodes { get; } = new("", "v1", "nodes", "Node", false);

    /// <summary>Pods.</summary>
    public static ResourceType Pods { get; } = new("", "v1", "pods", "Pod", true);

    /// <summary>Leases.</summary>
    public static ResourceType Leases { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", true);

    /// <summary>Events.</summary>
    public static ResourceType Events { get; } = new("events.k8s.io", "v1", "events", "Event", true);

    /// <summary>Custom resource definitions.</summary>
    public static ResourceType CustomResourceDefinitions { get; } = new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    /// <summary>Pod usage from the metrics API.</summary>
    public static ResourceType PodMetrics { get; } = new("metrics.k8s.io", "v1beta1", "pods", "PodMetrics", true);

    /// <summary>Node usage from the metrics API.</summary>
    public static ResourceType NodeMetrics { get; } = new("metrics.k8s.io", "v1beta1", "nodes", "NodeMetrics", false);
}
