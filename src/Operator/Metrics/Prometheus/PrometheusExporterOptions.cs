namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>Options of <see cref="PrometheusExporter"/>.</summary>
internal sealed record PrometheusExporterOptions
{
    /// <summary>How long a rendered answer is given to further scrapers, in milliseconds; 0 for never. Default 300.</summary>
    public int ScrapeResponseCacheDurationMilliseconds { get; init; } = 300;

    /// <summary>
    /// Which meters' points carry <c>otel_scope_*</c> labels. Default: those of others. Ours have none, so that dashboards
    /// made for controller-runtime find the label sets that they know.
    /// </summary>
    public Func<string, bool> ScopeLabels { get; init; } = static meter => !meter.StartsWith("loadline", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether OpenMetrics answers start with <c>target_info</c>, the resource's attributes. Default true.</summary>
    public bool TargetInfo { get; init; } = true;
}
