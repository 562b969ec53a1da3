namespace Loadline.Placement.Weights;

/// <summary>
/// What is known of one member at one moment. NaN is unknown: it is never read as zero. Times are readings of the hub's monotonic clock when
/// the sample was received, never of the member's.
/// </summary>
public record struct MemberSample
{
    /// <summary>Nothing known: the form in which a snapshot starts.</summary>
    public static MemberSample Unknown { get; } = new()
    {
        Healthy = true,
        Cap = int.MaxValue,
        MaxReplicas = int.MaxValue,
        Completions = double.NaN,
        Utilization = double.NaN,
        ServiceLatencyMs = double.NaN,
        NodeCpu = double.NaN,
        Cores = double.NaN,
        OwnCores = double.NaN,
        ErrorRatio = double.NaN,
        ErrorTime = TimeSpan.MinValue,
        LoadTime = TimeSpan.MinValue,
        RttTime = TimeSpan.MinValue,
        Confidence = 1,
    };

    /// <summary>Replicas that are ready.</summary>
    public int Ready { get; set; }

    /// <summary>Replicas that the last applied division gives it.</summary>
    public int Assigned { get; set; }

    /// <summary>Most replicas that it could hold, those that it has included.</summary>
    public int Cap { get; set; }

    /// <summary>Least replicas that the policy asks for.</summary>
    public int MinReplicas { get; set; }

    /// <summary>Most replicas that the policy allows.</summary>
    public int MaxReplicas { get; set; }

    /// <summary>Whether health probes reach it.</summary>
    public bool Healthy { get; set; }

    /// <summary>Requests completed per second.</summary>
    public double Completions { get; set; }

    /// <summary>Utilisation of the workload's own replicas, 0 to 1: CPU against request or limit, or requests in flight against their limit.</summary>
    public double Utilization { get; set; }

    /// <summary>Mean time of a request inside the member, in ms, without the network.</summary>
    public double ServiceLatencyMs { get; set; }

    /// <summary>CPU use of the member's nodes, 0 to 1.</summary>
    public double NodeCpu { get; set; }

    /// <summary>CPU cores of its nodes.</summary>
    public double Cores { get; set; }

    /// <summary>CPU cores that the workload's own replicas use.</summary>
    public double OwnCores { get; set; }

    /// <summary>
    /// Part of the requests sent to the member that failed or timed out, 0 to 1, as those who send them count it; NaN while none are sent.
    /// </summary>
    public double ErrorRatio { get; set; }

    /// <summary>When the error ratio was received.</summary>
    public TimeSpan ErrorTime { get; set; }

    /// <summary>When load was received.</summary>
    public TimeSpan LoadTime { get; set; }

    /// <summary>When round trips were received.</summary>
    public TimeSpan RttTime { get; set; }

    /// <summary>Where load comes from, for explanations.</summary>
    public string? LoadSource { get; set; }

    /// <summary>Where round trips come from, for explanations.</summary>
    public string? RttSource { get; set; }

    /// <summary>How far the measurements are to be trusted, 0 to 1, for explanations.</summary>
    public double Confidence { get; set; }
}
