using Loadline.Placement.Weights;

namespace Loadline.Placement.Scheduling;

/// <summary>What the weight loop decided and why, copied out of it: unlike a <see cref="WeightDecision"/> it stays as it is.</summary>
public sealed class MeasuredOutcome
{
    private readonly WeightDecision _decision;

    internal MeasuredOutcome(WeightDecision decision)
    {
        _decision = new(decision.Names, decision.OriginNames)
        {
            Id = decision.Id,
            Time = decision.Time,
            Mode = decision.Mode,
            Reason = decision.Reason,
            CurrentMs = decision.CurrentMs,
            ProposedMs = decision.ProposedMs,
            AppliedMs = decision.AppliedMs,
            ThetaMs = decision.ThetaMs,
            Gain = decision.Gain,
            RequiredGain = decision.RequiredGain,
            ProposedMoves = decision.ProposedMoves,
            Moves = decision.Moves,
            Unplaced = decision.Unplaced,
            HeldUntil = decision.HeldUntil,
            ReplicasChanged = decision.ReplicasChanged,
            SurvivesLoss = decision.SurvivesLoss,
        };
        decision.Members.CopyTo(_decision.Members, 0);
    }

    /// <summary>How requests should be divided now.</summary>
    public required TrafficWeights Traffic { get; init; }

    /// <summary>Names of the members.</summary>
    public IReadOnlyList<string> Names => _decision.Names;

    /// <summary>The members' rows, by the same index.</summary>
    public IReadOnlyList<MemberWeight> Members => _decision.Members;

    /// <summary>State of the world.</summary>
    public WeightMode Mode => _decision.Mode;

    /// <summary>Why replicas moved or stayed.</summary>
    public WeightReason Reason => _decision.Reason;

    /// <summary>Mean cost of a request in ms with the division before.</summary>
    public double CurrentMs => _decision.CurrentMs;

    /// <summary>The same with the best division found.</summary>
    public double ProposedMs => _decision.ProposedMs;

    /// <summary>The same with the division decided.</summary>
    public double AppliedMs => _decision.AppliedMs;

    /// <summary>Marginal cost of the fleet in ms.</summary>
    public double ThetaMs => _decision.ThetaMs;

    /// <summary>When it was made, by the hub's monotonic clock.</summary>
    public TimeSpan Time => _decision.Time;

    /// <summary>Whether replicas changed.</summary>
    public bool ReplicasChanged => _decision.ReplicasChanged;

    /// <summary>Whether the loss of any one member can be survived.</summary>
    public bool SurvivesLoss => _decision.SurvivesLoss;

    /// <summary>What was done, or why nothing was, in one sentence.</summary>
    public string Headline => _decision.Headline();

    /// <summary>The index of a member; -1 when it took no part. Members stand in name order, as in the fleet that they are of.</summary>
    public int IndexOf(string name) => Math.Max(-1, Array.BinarySearch(_decision.Names, name, StringComparer.Ordinal));

    /// <summary>What would have to change for a member to gain one replica.</summary>
    /// <param name="member">Index of the member.</param>
    public string WhyNotMore(int member) => _decision.WhyNotMore(member);
}
