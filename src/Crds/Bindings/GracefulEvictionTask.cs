using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>Replicas that are on their way out of a member.</summary>
[ValidationRule("!(has(self.gracePeriodSeconds) && has(self.suppressDeletion))", "gracePeriodSeconds and suppressDeletion cannot be used together")]
public sealed record GracefulEvictionTask
{
    /// <summary>The member that they leave.</summary>
    [Length(1, Limits.ClusterName)]
    public required string FromCluster { get; init; }

    /// <summary>How they are removed.</summary>
    [EnumValues(PurgeModes.Directly, PurgeModes.Gracefully, PurgeModes.Never)]
    public string? PurgeMode { get; init; }

    /// <summary>How many.</summary>
    public int? Replicas { get; init; }

    /// <summary>Why, as one word.</summary>
    [Length(1, 32)]
    [Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    public required string Reason { get; init; }

    /// <summary>Why, in words.</summary>
    [Length(max: 1024)]
    public string? Message { get; init; }

    /// <summary>Who asked for it.</summary>
    [Length(max: Limits.Name)]
    public required string Producer { get; init; }

    /// <summary>How long to wait for the replacement, in seconds.</summary>
    public int? GracePeriodSeconds { get; init; }

    /// <summary>Keep them until somebody confirms.</summary>
    public bool? SuppressDeletion { get; init; }

    /// <summary>Labels that carry preserved state to the replacement.</summary>
    [PropertyLimits(max: 64)]
    [ItemLength(max: 1024)]
    public IReadOnlyDictionary<string, string>? PreservedLabelState { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Members that held the template before.</summary>
    [Items(max: Limits.Clusters)]
    [ItemLength(max: Limits.ClusterName)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<string>? ClustersBeforeFailover { get; init; }
}
