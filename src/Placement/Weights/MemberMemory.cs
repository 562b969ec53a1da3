namespace Loadline.Placement.Weights;

/// <summary>What is remembered of one member between decisions.</summary>
internal sealed class MemberMemory
{
    public required string Name { get; init; }

    /// <summary>Requests per second that the ready replicas can complete; NaN before the first sample.</summary>
    public double Capacity { get; set; } = double.NaN;

    /// <summary>Replicas to which <see cref="Capacity"/> belongs.</summary>
    public int CapacityReplicas { get; set; }

    /// <summary>Completions per second at which <see cref="Capacity"/> was measured, averaged as it was; NaN before the first sample.</summary>
    public double CapacityLoad { get; set; } = double.NaN;

    /// <summary>Mean absolute innovation of the capacity, as a ratio.</summary>
    public double Deviation { get; set; } = 0.03;

    /// <summary>Consecutive samples that were lower than noise explains.</summary>
    public int Drops { get; set; }

    public TimeSpan LoadSeen { get; set; } = Moment.Never;

    /// <summary>Time of the last load sample that the node model took.</summary>
    public TimeSpan LoadTaken { get; set; } = Moment.Never;

    public TimeSpan RttSeen { get; set; } = Moment.Never;

    /// <summary>Whether the last sample was refused.</summary>
    public bool Refused { get; set; }

    public double Completions { get; set; } = double.NaN;

    public double Utilization { get; set; } = double.NaN;

    public double ServiceLatencyMs { get; set; } = double.NaN;

    /// <summary>CPU use of the nodes, 0 to 1.</summary>
    public double NodeCpu { get; set; } = double.NaN;

    /// <summary>The last samples of what others use, in cores; the oldest first.</summary>
    public double[] OtherSamples { get; set; } = [double.NaN, double.NaN, double.NaN];

    /// <summary>Cores that others use; NaN while unknown.</summary>
    public double OtherCores { get; set; } = double.NaN;

    /// <summary>Speed of the replicas beyond what the contention model says of the nodes, 1 for as expected.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Consecutive samples that showed saturation.</summary>
    public int Hot { get; set; }

    /// <summary>Part of the requests to it that fail.</summary>
    public double Errors { get; set; }

    public TimeSpan ErrorSeen { get; set; } = Moment.Never;

    /// <summary>Since when requests to it fail; far in the future while they do not.</summary>
    public TimeSpan FailingSince { get; set; } = Moment.Ever;

    public bool Healthy { get; set; } = true;

    public TimeSpan DownSince { get; set; } = Moment.Never;

    public TimeSpan UpSince { get; set; } = Moment.Never;

    /// <summary>When it failed the time before the last.</summary>
    public TimeSpan EarlierDown { get; set; } = Moment.Never;

    /// <summary>Failures, forgotten with a half-life.</summary>
    public double Penalty { get; set; }

    public TimeSpan PenaltyAt { get; set; } = Moment.Never;

    /// <summary>Ready replicas at the last decision; -1 before the first.</summary>
    public int Ready { get; set; } = -1;

    /// <summary>When replicas last became ready or the member came back.</summary>
    public TimeSpan WarmingSince { get; set; } = Moment.Never;

    /// <summary>When it last gave replicas away.</summary>
    public TimeSpan LoweredAt { get; set; } = Moment.Never;

    /// <summary>Replicas that were decided last; -1 before the first decision.</summary>
    public int Desired { get; set; } = -1;

    /// <summary>Replicas that were applied when <see cref="Desired"/> was decided.</summary>
    public int AssignedThen { get; set; } = -1;

    /// <summary>Direction of the last step of its traffic that was more than a hundredth of all traffic.</summary>
    public int Turn { get; set; }

    public TimeSpan TurnAt { get; set; } = Moment.Never;

    public WeightReason Reason { get; set; }

    public TimeSpan ReasonSince { get; set; } = Moment.Never;

    /// <summary>Capacity per replica when the division last changed, to name the cause of the next change.</summary>
    public double CapacityThen { get; set; } = double.NaN;

    /// <summary>Round trip when the division last changed.</summary>
    public double RttThen { get; set; } = double.NaN;
}
