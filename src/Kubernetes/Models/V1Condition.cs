namespace Loadline.Kubernetes.Models;

/// <summary>One aspect of an object's state (metav1.Condition).</summary>
public sealed record V1Condition
{
    /// <summary>Aspect, unique within the object, CamelCase.</summary>
    public string Type { get; init; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; init; } = "Unknown";

    /// <summary>Generation of the spec that the condition was computed from.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Stable CamelCase identifier of the cause.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The cause in words.</summary>
    public string Message { get; init; } = "";
}
