using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Rendering;

/// <summary>What placement needs to know of a template.</summary>
internal sealed record WorkloadFacts
{
    /// <summary>A kind that is copied whole: no replicas, no pods of its own to count.</summary>
    public static WorkloadFacts Indivisible { get; } = new();

    /// <summary>Whether the replicas are divided over members.</summary>
    public bool Divisible { get; init; }

    /// <summary>Replicas over all members (a Job's parallelism); 1 where the template leaves it to the default; 0 when not divisible.</summary>
    public int Replicas { get; init; }

    /// <summary>A Job's completions over all members; null when it has none or the template is no Job.</summary>
    public int? Completions { get; init; }

    /// <summary>What one pod asks of a node, by resource name in ordinal order.</summary>
    public IReadOnlyList<ResourceRequest> Requests { get; init; } = [];

    /// <summary>Processor cores that one pod asks for; null when it asks for none.</summary>
    public double? CpuRequest
    {
        get
        {
            foreach (var request in Requests)
                if (request.Name == "cpu") return request.Quantity.MilliValue / 1000.0;
            return null;
        }
    }

    /// <summary>Processor limit of one pod in cores; null when a container has none.</summary>
    public double? CpuLimit { get; init; }

    /// <summary>Label selector of its pods in text form; null when they cannot be found by labels.</summary>
    public string? PodSelector { get; init; }

    /// <summary>Node labels that a pod requires, by key in ordinal order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> NodeSelector { get; init; } = [];

    /// <summary>Node taints that a pod tolerates.</summary>
    public IReadOnlyList<V1Toleration> Tolerations { get; init; } = [];

    /// <summary>The pods' priority class, if any.</summary>
    public string? PriorityClass { get; init; }
}

/// <summary>An amount of one resource that one pod asks for.</summary>
/// <param name="Name">For example <c>cpu</c>, <c>memory</c> or <c>nvidia.com/gpu</c>.</param>
/// <param name="Quantity">The amount.</param>
internal readonly record struct ResourceRequest(string Name, ResourceQuantity Quantity);
