namespace Loadline.Kubernetes.Hosting;

/// <summary>Settings of an operator that is built by <see cref="KubernetesOperatorServices.AddKubernetesOperator"/>. The shape is KubeOps'.</summary>
public sealed record OperatorSettings
{
    /// <summary>Name: field manager, name of the lease, prefix in logs. Default <c>kubernetesoperator</c>.</summary>
    public string Name { get; init; } = "kubernetesoperator";

    /// <summary>The one namespace to watch; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Namespace of the lease; null for no leader election. Default none.</summary>
    public string? LeaseNamespace { get; init; }

    /// <summary>Entities of a kind in work at once (CL2). Default two per core.</summary>
    public int MaxParallelReconciliations { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>Limits of start and stop.</summary>
    public OperatorRuntimeOptions Runtime { get; init; } = new();
}
