namespace Loadline.Placement.Weights;

/// <summary>What a decision says of one member.</summary>
public record struct MemberWeight
{
    /// <summary>Its replicas from now on.</summary>
    public int Desired { get; set; }

    /// <summary>Its replicas as last applied.</summary>
    public int Current { get; set; }

    /// <summary>Replicas that the optimum would give it if nothing held the loop back.</summary>
    public int Proposed { get; set; }

    /// <summary>Its part of all traffic, out of 10,000.</summary>
    public int TrafficWeight { get; set; }

    /// <summary>
    /// Whether its replicas may be lowered before others are raised: it is saturated, and the others can carry what it loses.
    /// </summary>
    public bool DrainFirst { get; set; }

    /// <summary>Round trip in ms, the mean over origins by their demand.</summary>
    public double RttMs { get; set; }

    /// <summary>Requests per second that its replicas can complete.</summary>
    public double Capacity { get; set; }

    /// <summary>Utilisation, 0 to 1, that the decided division gives it.</summary>
    public double Utilization { get; set; }

    /// <summary>CPU use of its nodes by others, in cores; NaN where unknown.</summary>
    public double OtherCores { get; set; }

    /// <summary>What one more request costs there in ms, the network included.</summary>
    public double MarginalMs { get; set; }

    /// <summary>By how many ms that exceeds the marginal cost of the fleet: what its round trip would have to fall by for the member to gain.</summary>
    public double GapMs { get; set; }

    /// <summary>Age of its oldest measurement.</summary>
    public TimeSpan Age { get; set; }

    /// <summary>Which bound binds.</summary>
    public WeightLimit Limit { get; set; }

    /// <summary>The number of replicas at which that bound lies.</summary>
    public int LimitAt { get; set; }

    /// <summary>Why it has what it has.</summary>
    public WeightReason Reason { get; set; }

    /// <summary>Since when that is the reason, by the hub's monotonic clock.</summary>
    public TimeSpan Since { get; set; }
}
