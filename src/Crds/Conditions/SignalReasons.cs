namespace Loadline.Crds;

/// <summary>Why a query gave no measurement. None of these is ever read as a measurement of zero.</summary>
public static class SignalReasons
{
    /// <summary>The query gave one number.</summary>
    public const string Measured = "Measured";

    /// <summary>No member was measured yet.</summary>
    public const string NotMeasured = "NotMeasured";

    /// <summary>The policy names a query, and the member names no Prometheus.</summary>
    public const string NoPrometheus = "NoPrometheus";

    /// <summary>spec.prometheus, or the Secret that it names, cannot be used; the message says why.</summary>
    public const string PrometheusInvalid = "PrometheusInvalid";

    /// <summary>The Prometheus does not answer.</summary>
    public const string PrometheusNotReachable = "PrometheusNotReachable";

    /// <summary>The Prometheus refuses the credentials.</summary>
    public const string PrometheusUnauthorized = "PrometheusUnauthorized";

    /// <summary>The Prometheus answers with an error of its own.</summary>
    public const string PrometheusError = "PrometheusError";

    /// <summary>The Prometheus does not accept the query; the message quotes it.</summary>
    public const string QueryRefused = "QueryRefused";

    /// <summary>The query gave no series: nothing reports what it asks for.</summary>
    public const string NoSeries = "NoSeries";

    /// <summary>The query gave several series; it must aggregate to one.</summary>
    public const string ManySeries = "ManySeries";

    /// <summary>The query gave something other than a scalar or an instant vector.</summary>
    public const string NotASample = "NotASample";

    /// <summary>The query gave NaN or an infinity, as a division by nothing does.</summary>
    public const string NotANumber = "NotANumber";

    /// <summary>The query gave a number that cannot be: negative, or a load above 1.5.</summary>
    public const string OutOfRange = "OutOfRange";

    /// <summary>The answer is older than the one before.</summary>
    public const string Replayed = "Replayed";

    /// <summary>In the source of ownCores: metrics.k8s.io of the member does not answer for pods.</summary>
    public const string NoPodMetrics = "NoPodMetrics";

    /// <summary>In the source of ownCores: metrics.k8s.io reports no pod of the workload yet.</summary>
    public const string NoPods = "NoPods";

    /// <summary>In the source of ownCores: the workload has so many pods there that they are not listed.</summary>
    public const string TooManyPods = "TooManyPods";

    /// <summary>In the source of ownCores: the template does not say by which labels its pods are found.</summary>
    public const string NoSelector = "NoSelector";

    /// <summary>The source is accepted and nothing measures it yet.</summary>
    public const string SourceNotSupported = "SourceNotSupported";
}
