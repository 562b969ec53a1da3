namespace Loadline.Kubernetes.Models;

/// <summary>Repels workloads that do not tolerate it.</summary>
public sealed record V1Taint
{
    /// <summary>Taint key.</summary>
    public string Key { get; init; } = "";

    /// <summary>Taint value; may be empty.</summary>
    public string? Value { get; init; }

    /// <summary><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</summary>
    public string Effect { get; init; } = "";

    /// <summary>When a NoExecute taint was added.</summary>
    public DateTimeOffset? TimeAdded { get; init; }
}
