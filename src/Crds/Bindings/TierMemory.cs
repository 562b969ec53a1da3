using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>What the weight loop remembers of one division.</summary>
public sealed record TierMemory
{
    /// <summary>Members that a memory lists at most; some 400 bytes each.</summary>
    public const int MaxClusters = 200;

    /// <summary>Which overflow tier it is of, from 0.</summary>
    public int Tier { get; init; }

    /// <summary>When replicas last moved: the interval between two voluntary moves counts from here.</summary>
    public DateTimeOffset? MovedAt { get; init; }

    /// <summary>When the change that may still be under way began.</summary>
    public DateTimeOffset? ChangeSince { get; init; }

    /// <summary>Busy replicas of the whole fleet.</summary>
    public double? Busy { get; init; }

    /// <summary>Their slowly falling peak, against which the reserve for the loss of a member is kept.</summary>
    public double? BusyPeak { get; init; }

    /// <summary>When these two were last followed.</summary>
    public DateTimeOffset? BusyAt { get; init; }

    /// <summary>Most replicas of one member for the fleet to survive its loss.</summary>
    public int? Reserve { get; init; }

    /// <summary>Number of replicas that the reserve was found for.</summary>
    public int? ReserveFor { get; init; }

    /// <summary>Busy replicas when the division last changed.</summary>
    public double? BusyThen { get; init; }

    /// <summary>Names of the origins of demand, in the order of the members' round trips.</summary>
    [Items(max: Limits.Origins)]
    [ItemLength(0, Limits.DnsLabel)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<string>? Origins { get; init; }

    /// <summary>Member by member. Of more than 200, those that hold replicas or have something to wait for come first.</summary>
    [Items(max: MaxClusters)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<ClusterMemory>? Clusters { get; init; }
}
