using Microsoft.Net.Http.Headers;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>What a scraper asked for, and what the answer is called.</summary>
/// <param name="Format">How to render.</param>
/// <param name="ContentType">Content-Type of the answer.</param>
internal sealed record ScrapeFormat(PrometheusFormat Format, string ContentType)
{
    private static readonly ScrapeFormat Text = new(PrometheusFormat.Text, "text/plain; version=0.0.4; charset=utf-8");
    private static readonly ScrapeFormat Text1 = new(PrometheusFormat.Text, "text/plain; version=1.0.0; charset=utf-8; escaping=underscores");
    private static readonly ScrapeFormat Open0 = new(PrometheusFormat.OpenMetrics, "application/openmetrics-text; version=0.0.1; charset=utf-8");
    private static readonly ScrapeFormat Open1 = new(PrometheusFormat.OpenMetrics, "application/openmetrics-text; version=1.0.0; charset=utf-8");

    private static readonly ScrapeFormat Open1Escaped =
        new(PrometheusFormat.OpenMetrics, "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores");

    /// <summary>The best of what the Accept header wants, and plain text for one that wants nothing we have.</summary>
    public static ScrapeFormat Choose(IList<MediaTypeHeaderValue> accept)
    {
        ScrapeFormat? best = null;
        var (bestQuality, bestRank) = (0.0, 0);
        foreach (var range in accept)
        {
            var (format, rank) = Offer(range);
            var quality = range.Quality ?? 1;
            if (format is not null && (quality > bestQuality || (quality == bestQuality && quality > 0 && rank > bestRank)))
            {
                (best, bestQuality, bestRank) = (format, quality, rank);
            }
        }

        return best ?? Text;
    }

    /// <summary>Among equal qualities the newer format wins, and anything specific over a wildcard.</summary>
    private static (ScrapeFormat? Format, int Rank) Offer(MediaTypeHeaderValue range)
    {
        var version = Parameter(range, "version");
        return range.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/openmetrics-text" => version switch
            {
                "" or "1.0.0" => (Parameter(range, "escaping").Length > 0 ? Open1Escaped : Open1, 5),
                "0.0.1" => (Open0, 4),
                _ => (null, 0),
            },
            "text/plain" => version switch
            {
                "1.0.0" => (Text1, 3),
                "" or "0.0.4" => (Text, 2),
                _ => (null, 0),
            },
            "*/*" or "text/*" => (Text, 1),
            "application/*" => (Open1, 1),
            _ => (null, 0),
        };
    }

    private static string Parameter(MediaTypeHeaderValue range, string name)
    {
        foreach (var parameter in range.Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return HeaderUtilities.RemoveQuotes(parameter.Value).ToString();
            }
        }

        return "";
    }
}
