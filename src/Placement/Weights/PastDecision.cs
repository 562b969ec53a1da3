namespace Loadline.Placement.Weights;

/// <summary>A past decision in short.</summary>
public sealed record PastDecision
{
    /// <summary>Its number.</summary>
    public long Id { get; internal set; }

    /// <summary>When it was first made; equal decisions in a row are one.</summary>
    public TimeSpan Time { get; internal set; }

    /// <summary>How many times in a row it was made.</summary>
    public int Times { get; internal set; }

    /// <summary>State of the world.</summary>
    public WeightMode Mode { get; internal set; }

    /// <summary>Why replicas moved or stayed.</summary>
    public WeightReason Reason { get; internal set; }

    /// <summary>Mean cost in ms before it.</summary>
    public double CurrentMs { get; internal set; }

    /// <summary>Mean cost in ms after it.</summary>
    public double AppliedMs { get; internal set; }

    /// <summary>Replicas that it moved.</summary>
    public int Moves { get; internal set; }

    /// <summary>Replicas of every member after it, in the order of the members then.</summary>
    public int[] Desired { get; internal set; } = [];
}
