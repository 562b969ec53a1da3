using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Order in the scheduling queue, taken from a priority class.</summary>
public sealed record SchedulePriority
{
    /// <summary>Where the class is defined.</summary>
    [EnumValues("KubePriorityClass")]
    public required string PriorityClassSource { get; init; }

    /// <summary>Name of the class.</summary>
    [Length(1, Limits.Name)]
    public required string PriorityClassName { get; init; }
}
