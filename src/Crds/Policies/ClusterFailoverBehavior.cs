using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Moves replicas away from a member that is lost.</summary>
public sealed record ClusterFailoverBehavior
{
    /// <summary>How long a member may be lost before its replicas are replaced elsewhere, in seconds. Default 30.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(int.MaxValue)]
    public int? TolerationSeconds { get; init; }

    /// <summary>Gracefully removes the old replicas when the new ones are healthy; Directly at once. Not acted on yet: safety says when replicas go.</summary>
    [EnumValues(PurgeModes.Directly, PurgeModes.Gracefully)]
    [DefaultValue(PurgeModes.Gracefully)]
    public string? PurgeMode { get; init; }

    /// <summary>Status fields that are handed to the new replicas as labels.</summary>
    public StatePreservation? StatePreservation { get; init; }
}
