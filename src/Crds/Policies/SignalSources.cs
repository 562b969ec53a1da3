namespace Loadline.Crds;

/// <summary>Values of <see cref="LatencySignal.Source"/> and <see cref="LoadSignal.Source"/>.</summary>
public static class SignalSources
{
    /// <summary>Latency as the hub measures it.</summary>
    public const string Probe = "Probe";

    /// <summary>Latency as agents measure it between members; nothing measures it yet.</summary>
    public const string Agent = "Agent";

    /// <summary>Load as metrics.k8s.io reports it.</summary>
    public const string MetricsApi = "MetricsAPI";

    /// <summary>Load as what pods reserve.</summary>
    public const string Requests = "Requests";

    /// <summary>A query to the member's Prometheus.</summary>
    public const string PromQL = "PromQL";
}
