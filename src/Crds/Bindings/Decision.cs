using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A decision and its reasons.</summary>
public sealed record Decision
{
    /// <summary>Identity of the decision.</summary>
    [Length(max: 128)]
    public string? Id { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Normal, Emergency, Frozen, Degraded or Crunch.</summary>
    [EnumValues(DecisionModes.Normal, DecisionModes.Emergency, DecisionModes.Frozen, DecisionModes.Degraded, DecisionModes.Crunch)]
    public string? Mode { get; init; }

    /// <summary>Why replicas moved or stayed, one of the reasons of clusters; absent where there is nothing to say.</summary>
    [Length(max: Limits.Word)]
    public string? Reason { get; init; }

    /// <summary>What was done, or why nothing was, for people: "proposed 4/6, gain 1.3 % &lt; 2 % for 1 move: held".</summary>
    [Length(max: 1024)]
    public string? Message { get; init; }

    /// <summary>Predicted latency of the present, the best and the chosen division.</summary>
    public DecisionObjective? Objective { get; init; }

    /// <summary>What one more request costs on every path that is used, milliseconds.</summary>
    public double? MarginalCostMs { get; init; }

    /// <summary>How good the measurements were that it rests on.</summary>
    [Length(max: Limits.Word)]
    public string? TelemetryTier { get; init; }

    /// <summary>Member by member; over 100 members, the 100 with the greatest change.</summary>
    [Items(max: 100)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<ClusterDecision>? Clusters { get; init; }

    /// <summary>Number of members that are not listed.</summary>
    public int? MoreClusters { get; init; }

    /// <summary>Traffic weights of each origin of demand; absent where the policy names none, and over 100 members.</summary>
    [Items(max: Limits.Origins)]
    [XListType(XListType.Atomic)]
    public IReadOnlyList<OriginTraffic>? Traffic { get; init; }

    /// <summary>When a traffic weight last changed; the decision on replicas may be older.</summary>
    public DateTimeOffset? TrafficTime { get; init; }

    /// <summary>What a new leader goes on from.</summary>
    public DecisionMemory? Memory { get; init; }
}
