namespace Loadline.Operator.Sensing;

/// <summary>
/// How far a measurement is to be trusted: what its source can know of what is asked for, times how much of it was seen. An order for people and
/// for ties between sources; no decision multiplies by it.
/// </summary>
internal static class Confidence
{
    /// <summary>The round trip from the hub to the API server: near the members' users only as far as the hub is.</summary>
    public const string Probe = "Probe";

    /// <summary>metrics.k8s.io: measured, of whole nodes, a quarter of a minute old or more.</summary>
    public const string MetricsApi = "MetricsAPI";

    /// <summary>What pods reserve: known exactly, and no measurement of what they use.</summary>
    public const string Requests = "Requests";

    /// <summary>What somebody asked for in so many words.</summary>
    public const string PromQl = "PromQL";

    /// <summary>A value that an earlier process wrote down.</summary>
    public const double Restored = 0.3;

    /// <summary>The confidence in a source that has been seen enough of.</summary>
    /// <param name="source">One of the sources above.</param>
    public static double Of(string source) => source switch
    {
        PromQl => 1,
        MetricsApi => 0.8,
        Probe => 0.7,
        Requests => 0.4,
        _ => 0.2,
    };

    /// <summary>The same while only some of the wanted samples are there.</summary>
    /// <param name="source">Source.</param>
    /// <param name="samples">Samples so far.</param>
    /// <param name="enough">Samples that are enough.</param>
    public static double Of(string source, int samples, int enough) => Of(source) * Math.Min(1, (double)samples / enough);
}
