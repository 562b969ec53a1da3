using System.Diagnostics.Metrics;

namespace Loadline.Kubernetes.Client;

/// <summary>Counts requests under client-go's metric name (RQ5).</summary>
public sealed class RequestMetrics
{
    private readonly Counter<long> _requests;

    /// <summary>Creates the instrument on a meter.</summary>
    public RequestMetrics(Meter meter) =>
        _requests = meter.CreateCounter<long>("rest_client_requests_total", description: "HTTP requests to API servers by status code, method and host");

    internal void Record(HttpMethod method, int code, Uri server) =>
        _requests.Add(1, new("code", code), new("method", method.Method), new("host", server.Authority));
}
