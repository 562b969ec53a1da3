using OpenTelemetry.Metrics;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>What is the same at every scrape of one OpenTelemetry metric.</summary>
internal sealed record MetricHead(Metric Metric, string Family, string Type, string Help, string Unit, KeyValuePair<string, string>[] ScopeLabels)
{
    public bool IsCounter => Type == "counter";

    /// <summary>Name of the samples of a counter or gauge.</summary>
    public string SampleName { get; } = Type == "counter" ? Family + "_total" : Family;

    /// <summary>Every name that its samples have.</summary>
    public string[] Names { get; } = Type switch
    {
        "counter" => [Family + "_total"],
        "histogram" => [Family, Family + "_bucket", Family + "_sum", Family + "_count"],
        _ => [Family],
    };

    /// <summary>Where the samples go: OpenMetrics names a counter's family without "_total".</summary>
    public string Key(PrometheusFormat format) => format == PrometheusFormat.OpenMetrics ? Family : SampleName;

    /// <summary>Null for what text cannot hold: exponential histograms.</summary>
    public static MetricHead? Of(Metric metric, PrometheusExporterOptions options)
    {
        var type = metric.MetricType switch
        {
            MetricType.LongSum or MetricType.DoubleSum => "counter",
            MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic or MetricType.LongGauge or MetricType.DoubleGauge => "gauge",
            MetricType.Histogram => "histogram",
            _ => null,
        };
        if (type is null)
        {
            return null;
        }

        var unit = PrometheusNames.Unit(metric.Unit ?? "");
        var family = PrometheusNames.Family(metric.Name, unit, type == "counter");
        return new MetricHead(metric, family, type, metric.Description ?? "", unit, options.ScopeLabels(metric.MeterName) ? Scope(metric) : []);
    }

    private static KeyValuePair<string, string>[] Scope(Metric metric)
    {
        var labels = new List<KeyValuePair<string, string>> { new("otel_scope_name", metric.MeterName) };
        if (!string.IsNullOrEmpty(metric.MeterVersion))
        {
            labels.Add(new("otel_scope_version", metric.MeterVersion));
        }

        foreach (var (key, value) in metric.MeterTags ?? [])
        {
            var label = "otel_scope_" + PrometheusNames.Label(key);
            if (label is not ("otel_scope_name" or "otel_scope_version" or "otel_scope_schema_url"))
            {
                labels.Add(new(label, LabelWriter.Text(value)));
            }
        }

        return [.. labels];
    }
}
