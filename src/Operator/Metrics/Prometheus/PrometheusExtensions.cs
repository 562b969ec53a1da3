using OpenTelemetry.Metrics;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>Wires the exporter in, under the names of OpenTelemetry.Exporter.Prometheus.AspNetCore.</summary>
internal static class PrometheusExtensions
{
    /// <summary>Gives the provider's metrics to an exporter. The provider disposes it.</summary>
    public static MeterProviderBuilder AddPrometheusExporter(this MeterProviderBuilder builder, PrometheusExporter exporter) =>
        builder.AddReader(new BaseExportingMetricReader(exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative });

    /// <summary>Serves an exporter's metrics to GET and HEAD.</summary>
    public static IEndpointConventionBuilder MapPrometheusScrapingEndpoint(
        this IEndpointRouteBuilder endpoints, PrometheusExporter exporter, TimeProvider time, string path = "/metrics") =>
        endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], new PrometheusEndpoint(exporter, time).AnswerAsync);
}
