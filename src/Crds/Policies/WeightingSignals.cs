namespace Loadline.Crds;

/// <summary>Where the measurements come from. What is left out comes from the member's own settings.</summary>
public sealed record WeightingSignals
{
    /// <summary>Network latency.</summary>
    public LatencySignal? Latency { get; init; }

    /// <summary>Load.</summary>
    public LoadSignal? Load { get; init; }
}
