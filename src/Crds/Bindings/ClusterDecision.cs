using Loadline.Kubernetes.Entities;

namespace Loadline.Crds;

/// <summary>A decision's outcome for one member, and why.</summary>
public sealed record ClusterDecision
{
    /// <summary>The member.</summary>
    [Length(1, Limits.ClusterName)]
    public required string Name { get; init; }

    /// <summary>Replicas that it should have.</summary>
    public int? DesiredReplicas { get; init; }

    /// <summary>Replicas that it had when the decision was made.</summary>
    public int? CurrentReplicas { get; init; }

    /// <summary>Replicas that the best division would give it, if nothing held the moves back.</summary>
    public int? ProposedReplicas { get; init; }

    /// <summary>Share of the demand, in ten-thousandths.</summary>
    public int? Share { get; init; }

    /// <summary>
    /// The part of all requests that should go there now, in ten-thousandths, for whoever routes them: by the replicas that are ready, and where origins of
    /// demand are known by what is nearest to them and not too busy. All members together have 10,000.
    /// </summary>
    [RangeMinimum(0)]
    [RangeMaximum(10_000)]
    public int? TrafficWeight { get; init; }

    /// <summary>Measurements that the decision rests on.</summary>
    public DecisionInputs? Inputs { get; init; }

    /// <summary>What one more request there would cost, milliseconds.</summary>
    public double? MarginalMs { get; init; }

    /// <summary>The bound that the outcome is at, if any.</summary>
    [Length(max: Limits.Word)]
    public string? Bound { get; init; }

    /// <summary>Why its part changed, as one word; absent when it did not, or when no word says it.</summary>
    [Length(max: Limits.Word)]
    public string? Reason { get; init; }

    /// <summary>Why it has this part, for people.</summary>
    [Length(max: 1024)]
    public string? Message { get; init; }

    /// <summary>What would have to change for the member to gain one replica, for people.</summary>
    [Length(max: 1024)]
    public string? ToGain { get; init; }

    /// <summary>Since when this is the reason.</summary>
    public DateTimeOffset? Since { get; init; }
}
