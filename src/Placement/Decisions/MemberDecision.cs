using Loadline.Placement.Scheduling;
using Loadline.Placement.Weights;

namespace Loadline.Placement.Decisions;

/// <summary>What a decision made of one member, and from what.</summary>
public sealed record MemberDecision
{
    private readonly DecisionWords? _words;
    private readonly int _member;
    private readonly int _row = -1;
    private string? _reason;

    /// <summary>An outcome that says its reason itself.</summary>
    public MemberDecision()
    {
    }

    /// <param name="words">Says the reason.</param>
    /// <param name="member">Index of the member.</param>
    /// <param name="row">Its row in the weight loop's decision; -1 when it took no part.</param>
    internal MemberDecision(DecisionWords words, int member, int row = -1) => (_words, _member, _row) = (words, member, row);

    /// <summary>Member name.</summary>
    public required string Cluster { get; init; }

    /// <summary>Why, in words.</summary>
    public string Reason
    {
        get => _reason ??= _words?.Reason(_member) ?? "";
        init => _reason = value;
    }

    /// <summary>The filter that refused it; null when it fits.</summary>
    public MemberFilter? RefusedBy { get; init; }

    /// <summary>Whether the spread constraints left it among the chosen.</summary>
    public bool Selected { get; init; }

    /// <summary>Replicas given; null when it was refused, not selected, or the object has no replicas.</summary>
    public int? Replicas { get; init; }

    /// <summary>Replicas before.</summary>
    public int Previous { get; init; }

    /// <summary>How many more replicas fit; null when it was refused or the object has no replicas.</summary>
    public int? Room { get; init; }

    /// <summary>Selection score: 100 where the workload already is.</summary>
    public int Score { get; init; }

    /// <summary>Position in which the spread constraints took it, from 1; null when there were none or they took others.</summary>
    public int? Order { get; init; }

    /// <summary>Its region, zones, provider or label value, where replicas are spread over those; empty otherwise.</summary>
    public string Group { get; init; } = "";

    /// <summary>Overflow tier: 0 is the primary selection.</summary>
    public int Tier { get; init; }

    /// <summary>Weight in the division; null when nothing was divided by weight.</summary>
    public long? Weight { get; init; }

    /// <summary>Sum of the weights.</summary>
    public long? WeightTotal { get; init; }

    /// <summary>Least replicas by the policy's bounds; null when they set none.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>Most replicas by the policy's bounds; null when they set none.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>What the weight loop says of it; null when it took no part.</summary>
    public MemberWeight? Measured => _words?.Measured(_row);

    /// <summary>What would have to change for it to gain one replica; empty when it took no part in a division by measured weights.</summary>
    public string WhyNotMore => _words?.WhyNotMore(Cluster) ?? "";

    /// <summary>Round trip in milliseconds, under LatencyAndLoad.</summary>
    public double? RttMs { get; init; }

    /// <summary>CPU load from 0 to 1, under LatencyAndLoad.</summary>
    public double? CpuLoad { get; init; }
}
