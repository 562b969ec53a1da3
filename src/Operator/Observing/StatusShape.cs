using Loadline.Operator.Rendering;

namespace Loadline.Operator.Observing;

/// <summary>Which fields of a kind's status count something, and what they are called there.</summary>
internal sealed record StatusShape
{
    private static readonly StatusShape Deployment = new()
    {
        Replicas = "replicas",
        Ready = "readyReplicas",
        Updated = "updatedReplicas",
        Available = "availableReplicas",
        Counts = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas"],
    };

    private static readonly StatusShape StatefulSet = new()
    {
        Replicas = "replicas",
        Ready = "readyReplicas",
        Updated = "updatedReplicas",
        Available = "availableReplicas",
        Counts = ["replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
    };

    private static readonly StatusShape ReplicaSet = new()
    {
        Replicas = "replicas",
        Ready = "readyReplicas",
        Available = "availableReplicas",
        Counts = ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
    };

    private static readonly StatusShape DaemonSet = new()
    {
        Replicas = "currentNumberScheduled",
        Ready = "numberReady",
        Updated = "updatedNumberScheduled",
        Available = "numberAvailable",
        Counts =
        [
            "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable",
            "numberUnavailable",
        ],
    };

    private static readonly StatusShape Job = new()
    {
        Replicas = "active",
        Ready = "ready",
        Counts = ["active", "ready", "succeeded", "failed"],
        Others = ["startTime", "completionTime", "conditions"],
    };

    private static readonly StatusShape LoadBalanced = new() { Others = ["loadBalancer"] };

    private static readonly StatusShape Claim = new() { Others = ["phase"] };

    /// <summary>Field that counts pods that exist; null when there is none.</summary>
    public string? Replicas { get; private init; }

    /// <summary>Field that counts ready pods; null when there is none.</summary>
    public string? Ready { get; private init; }

    /// <summary>Field that counts pods of the newest template; null when there is none.</summary>
    public string? Updated { get; private init; }

    /// <summary>Field that counts available pods; null when there is none.</summary>
    public string? Available { get; private init; }

    /// <summary>Every counting field; they add up over members.</summary>
    public string[] Counts { get; private init; } = [];

    /// <summary>Fields that are reported as they are.</summary>
    public string[] Others { get; private init; } = [];

    /// <summary>The shape of a kind's status; null when nothing is known about it.</summary>
    public static StatusShape? Of(TemplateKind kind) => kind switch
    {
        TemplateKind.Deployment => Deployment,
        TemplateKind.StatefulSet => StatefulSet,
        TemplateKind.ReplicaSet => ReplicaSet,
        TemplateKind.DaemonSet => DaemonSet,
        TemplateKind.Job => Job,
        TemplateKind.Service or TemplateKind.Ingress => LoadBalanced,
        TemplateKind.PersistentVolumeClaim => Claim,
        _ => null,
    };
}
