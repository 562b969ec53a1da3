namespace Loadline.Placement.Weights;

/// <summary>
/// The outcome of one decision. It belongs to its <see cref="WeightState"/> and is overwritten by the next decision: read it, or copy what is
/// to be kept (<see cref="WeightDecisionText"/> makes texts of it).
/// </summary>
public sealed class WeightDecision
{
    internal WeightDecision(string[] names, string[] originNames)
    {
        Names = names;
        OriginNames = originNames;
        Members = new MemberWeight[names.Length];
        OriginWeights = new int[names.Length * originNames.Length];
    }

    /// <summary>Names of the members.</summary>
    public string[] Names { get; }

    /// <summary>Names of the origins.</summary>
    public string[] OriginNames { get; }

    /// <summary>Number of the decision among those of its state, from 1.</summary>
    public long Id { get; internal set; }

    /// <summary>When it was made, by the hub's monotonic clock.</summary>
    public TimeSpan Time { get; internal set; }

    /// <summary>State of the world.</summary>
    public WeightMode Mode { get; internal set; }

    /// <summary>Why replicas move or stay.</summary>
    public WeightReason Reason { get; internal set; }

    /// <summary>Why traffic moves or stays.</summary>
    public WeightReason TrafficReason { get; internal set; }

    /// <summary>Mean cost of a request in ms with the division as it was applied last.</summary>
    public double CurrentMs { get; internal set; }

    /// <summary>The same with the best division found.</summary>
    public double ProposedMs { get; internal set; }

    /// <summary>The same with the division decided.</summary>
    public double AppliedMs { get; internal set; }

    /// <summary>θ, the marginal cost of the fleet in ms: what one more request costs at the margin of every member in use.</summary>
    public double ThetaMs { get; internal set; }

    /// <summary>Relative gain of the proposed division, 0.013 for 1.3 %.</summary>
    public double Gain { get; internal set; }

    /// <summary>Gain that its moves would have to bring.</summary>
    public double RequiredGain { get; internal set; }

    /// <summary>Replicas that the proposed division would move.</summary>
    public int ProposedMoves { get; internal set; }

    /// <summary>Replicas that this decision moves or starts.</summary>
    public int Moves { get; internal set; }

    /// <summary>Replicas for which there is no room anywhere.</summary>
    public int Unplaced { get; internal set; }

    /// <summary>When a hold by time ends, by the hub's monotonic clock; <see cref="TimeSpan.MinValue"/> where none is on.</summary>
    public TimeSpan HeldUntil { get; internal set; }

    /// <summary>Whether this decision changed replicas.</summary>
    public bool ReplicasChanged { get; internal set; }

    /// <summary>Whether this decision changed traffic weights.</summary>
    public bool TrafficChanged { get; internal set; }

    /// <summary>Whether the loss of any one member can be survived with the division decided.</summary>
    public bool SurvivesLoss { get; internal set; }

    /// <summary>The members.</summary>
    public MemberWeight[] Members { get; }

    /// <summary>Traffic weights out of 10,000, a row of members per origin; every row adds up to 10,000.</summary>
    public int[] OriginWeights { get; }
}
