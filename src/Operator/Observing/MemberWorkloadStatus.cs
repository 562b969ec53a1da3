namespace Loadline.Operator.Observing;

/// <summary>What an object in a member reports. The counts are null for kinds that have none.</summary>
internal sealed record MemberWorkloadStatus
{
    /// <summary>Pods that exist (a Job's active pods).</summary>
    public int? Replicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int? Ready { get; init; }

    /// <summary>Pods of the newest pod template.</summary>
    public int? Updated { get; init; }

    /// <summary>Pods that have been ready for as long as the workload asks.</summary>
    public int? Available { get; init; }

    /// <summary>Whether the report is about the newest spec; true for kinds that do not tell.</summary>
    public required bool GenerationObserved { get; init; }

    /// <summary>
    /// Whether fewer replicas mean fewer pods that are not ready first. ReplicaSets choose so; a Deployment does with one ReplicaSet, but
    /// not in the middle of a rollout; a StatefulSet takes its highest ordinals.
    /// </summary>
    public bool LosesNotReadyFirst { get; init; }

    /// <summary>Whether it does what it is there for.</summary>
    public required Health Health { get; init; }

    /// <summary>What goes into the binding's <c>aggregatedStatus[].status</c>: UTF-8 JSON; empty when there is nothing to report.</summary>
    public ReadOnlyMemory<byte> ReflectedStatus { get; init; }
}
