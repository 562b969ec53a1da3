using Loadline.Crds;
using Loadline.Placement.Compilation;
using Loadline.Registry;

namespace Loadline.Placement.Scheduling;

/// <summary>Everything about one workload that a placement depends on.</summary>
public sealed record PlacementRequest
{
    /// <summary>The policy's placement, compiled once and shared.</summary>
    public required CompiledPlacement Placement { get; init; }

    /// <summary>Kind of the template: a member must serve it.</summary>
    public required Registry.ApiEnablement Kind { get; init; }

    /// <summary>Uid of the template; only decides ties.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Replicas to place; 0 for objects without replicas.</summary>
    public int Replicas { get; init; }

    /// <summary>
    /// What one replica asks for, in the units of <see cref="MemberResources"/> (see <see cref="ResourceUnits"/>); null when the
    /// object states no requirements at all.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, long>>? Requests { get; init; }

    /// <summary>Where the workload is now.</summary>
    public IReadOnlyList<PlacementTarget> Previous { get; init; } = [];

    /// <summary>Members that it is being evicted from; they are not chosen.</summary>
    public IReadOnlyList<string> Evicted { get; init; } = [];

    /// <summary>Which of the ordered affinity terms is in use; earlier ones are not tried again unless <see cref="Fresh"/>.</summary>
    public string ObservedAffinity { get; init; } = "";

    /// <summary>A new division was asked for: the previous one is a hint on capacity and order only.</summary>
    public bool Fresh { get; init; }

    /// <summary>Whether the object has several components with replicas of their own; such an object goes whole to every selected member.</summary>
    public bool HasComponents { get; init; }

    /// <summary>Whether replicas, policy or fleet changed since the last division: where rebalancing follows changes only, it may move replicas now.</summary>
    public bool DemandChanged { get; init; }

    /// <summary>
    /// What a division by measured weights goes by; null decides from the signals of the fleet's snapshot alone, remembering nothing.
    /// Such a request is placed once: its loop is updated.
    /// </summary>
    public MeasuredInputs? Measured { get; init; }

    /// <summary>Room that is promised to workloads which members do not report yet; null when there is none.</summary>
    public AssumedUsage? Assumed { get; init; }

    /// <summary>Reads a request out of a binding.</summary>
    /// <param name="spec">The binding's spec.</param>
    /// <param name="status">Its status; null when it has none yet.</param>
    /// <param name="placement"><see cref="ResourceBindingSpec.Placement"/>, compiled.</param>
    public static PlacementRequest From(ResourceBindingSpec spec, ResourceBindingStatus? status, CompiledPlacement placement)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new()
        {
            Placement = placement,
            Kind = new(spec.Resource.ApiVersion, spec.Resource.Kind),
            Uid = spec.Resource.Uid ?? "",
            Replicas = spec.Replicas ?? 0,
            Requests = spec.ReplicaRequirements is { } requirements ? ResourceUnits.ToRequests(requirements.ResourceRequest) : null,
            Previous = [.. (spec.Clusters ?? []).Select(target => new PlacementTarget(target.Name, target.Replicas))],
            Evicted = [.. (spec.GracefulEvictionTasks ?? []).Select(task => task.FromCluster)],
            ObservedAffinity = status?.SchedulerObservingAffinityName ?? "",
            HasComponents = spec.Components is { Count: > 1 },
            Fresh = spec.RescheduleTriggeredAt is { } triggered && (status?.LastScheduledTime is not { } last || triggered > last),
        };
    }

    /// <summary>Whether the object has replicas to divide.</summary>
    internal bool IsWorkload => !HasComponents && (Replicas > 0 || Requests is not null);
}
