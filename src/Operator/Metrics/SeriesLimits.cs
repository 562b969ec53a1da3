using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Loadline.Operator.Metrics;

/// <summary>
/// How many series each instrument may have. The SDK sets aside memory for the limit, not for what is used, and its own limit of 2,000 costs more than
/// a hundred kilobytes per instrument; most instruments have only as many series as there are controllers, results or reasons.
/// </summary>
internal static class SeriesLimits
{
    private const int Bounded = 200;

    /// <summary>A view that bounds an instrument whose labels do not grow with the fleet; null leaves the SDK's limit.</summary>
    /// <param name="instrument">Instrument.</param>
    public static MetricStreamConfiguration? View(Instrument instrument) =>
        GrowsWithTheFleet(instrument.Name) ? null : new MetricStreamConfiguration { CardinalityLimit = Bounded };

    private static bool GrowsWithTheFleet(string name) =>
        name is "rest_client_requests_total" or "loadline_probe_total" or "loadline_sample_age_seconds" or "loadline_weight_ratio" or "loadline_predicted_latency_seconds"
        || name.StartsWith("loadline_member_", StringComparison.Ordinal)
        || name.StartsWith("cluster_network_latency", StringComparison.Ordinal);
}
