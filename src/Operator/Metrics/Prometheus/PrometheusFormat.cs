namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>What a scraper can be given.</summary>
internal enum PrometheusFormat
{
    /// <summary>Prometheus text, 0.0.4 or 1.0.0: the same for names that are plain.</summary>
    Text,

    /// <summary>OpenMetrics text, 0.0.1 or 1.0.0.</summary>
    OpenMetrics,
}
