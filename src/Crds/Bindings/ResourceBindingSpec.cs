using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>The decision for one template. Written by the operator.</summary>
public sealed record ResourceBindingSpec
{
    /// <summary>The template.</summary>
    public required ResourceReference Resource { get; init; }

    /// <summary>The policy that owns the template.</summary>
    public PolicyReference? PolicyRef { get; init; }

    /// <summary>Replicas that the template asks for.</summary>
    [RangeMinimum(0)]
    public int? Replicas { get; init; }

    /// <summary>What one replica asks for.</summary>
    public ReplicaRequirements? ReplicaRequirements { get; init; }

    /// <summary>Parts of a template that have replicas of their own.</summary>
    [Items(max: 64)]
    public IReadOnlyList<BindingComponent>? Components { get; init; }

    /// <summary>The members that hold the template, and their replicas.</summary>
    [Items(max: Limits.Clusters)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<TargetCluster>? Clusters { get; init; }

    /// <summary>Replicas that are on their way out of a member.</summary>
    [Items(max: 256)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<GracefulEvictionTask>? GracefulEvictionTasks { get; init; }

    /// <summary>Templates that refer to this one; it goes where they go.</summary>
    [Items(max: 256)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<BindingSnapshot>? RequiredBy { get; init; }

    /// <summary>Mode of the policy.</summary>
    [EnumValues(PolicyMode.Enforce, PolicyMode.Preview)]
    public string? Mode { get; init; }

    /// <summary>Placement of the policy.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Safety limits of the policy.</summary>
    public SafetySpec? Safety { get; init; }

    /// <summary>Data residency of the policy.</summary>
    public DataResidency? DataResidency { get; init; }

    /// <summary>Failover behaviour of the policy.</summary>
    public FailoverBehavior? Failover { get; init; }

    /// <summary>Conflict resolution of the policy.</summary>
    [EnumValues("Abort", "Overwrite")]
    [DefaultValue("Abort")]
    public string? ConflictResolution { get; init; }

    /// <summary>Whether what the template refers to goes with it.</summary>
    public bool? PropagateDeps { get; init; }

    /// <summary>Keep the objects in the members when the template is deleted.</summary>
    public bool? PreserveResourcesOnDeletion { get; init; }

    /// <summary>Stops scheduling, or writes to all members or to some.</summary>
    public BindingSuspension? Suspension { get; init; }

    /// <summary>Order in the scheduling queue.</summary>
    public BindingSchedulePriority? SchedulePriority { get; init; }

    /// <summary>Scheduler that decides for this template.</summary>
    [Length(max: Limits.Name)]
    public string? SchedulerName { get; init; }

    /// <summary>A fresh decision, without regard to the present division, was asked for at this time.</summary>
    public DateTimeOffset? RescheduleTriggeredAt { get; init; }

    /// <summary>Values of the labels that make groups of workloads.</summary>
    public WorkloadAffinityGroups? WorkloadAffinityGroups { get; init; }
}
