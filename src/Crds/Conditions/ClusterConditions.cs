namespace Loadline.Crds;

/// <summary>Condition types of MemberCluster.</summary>
public static class ClusterConditions
{
    /// <summary>Summary: the member can be reached, says it is ready, and its credentials work.</summary>
    public const string Ready = "Ready";

    /// <summary>The member's API server answers.</summary>
    public const string Reachable = "Reachable";

    /// <summary>The Secret has what is needed and the member accepts it.</summary>
    public const string CredentialsValid = "CredentialsValid";

    /// <summary>The list of kinds that the member serves is complete.</summary>
    public const string CompleteApiEnablements = "CompleteAPIEnablements";

    /// <summary>Latency and load were measured recently.</summary>
    public const string TelemetryFresh = "TelemetryFresh";

    /// <summary>The member's clocks are within five seconds of the hub's.</summary>
    public const string ClockInSync = "ClockInSync";

    /// <summary>Nodes and pods are known.</summary>
    public const string ResourcesReported = "ResourcesReported";

    /// <summary>Only while the MemberCluster is being removed: the member holds nothing of ours any more.</summary>
    public const string CleanedUp = "CleanedUp";

    /// <summary>True after too many removals in one window: the rest of them is held until a human agrees. Only where it has been true. Reasons are those of policies.</summary>
    public const string BreakerOpen = "BreakerOpen";

    /// <summary>Only where spec.prometheus is set: it answers. Reasons are those of <see cref="SignalReasons"/>.</summary>
    public const string PrometheusAnswers = "PrometheusAnswers";
}
