using System.Net;
using Loadline.Operator.Metrics.Prometheus;

namespace Loadline.Operator.Hosting;

/// <summary>The two HTTP ports: health and metrics. They start first and stop last (LC1, LC2).</summary>
internal sealed class OperatorEndpoints : IAsyncDisposable
{
    private readonly List<WebApplication> _apps = [];

    /// <summary>Address that metrics are served at; null when off.</summary>
    public Uri? Metrics { get; private set; }

    /// <summary>Address that health is served at; null when off.</summary>
    public Uri? Health { get; private set; }

    public static async Task<OperatorEndpoints> StartAsync(OperatorOptions options, HealthChecks health, PrometheusExporter prometheus, TimeProvider time, CancellationToken ct)
    {
        var endpoints = new OperatorEndpoints();
        if (options.HealthAddress is { } healthAddress)
        {
            endpoints.Health = await endpoints.ServeAsync(healthAddress, app =>
            {
                app.MapGet("/healthz", context => AnswerAsync(context, health.Live()));
                app.MapGet("/livez", context => AnswerAsync(context, health.Live()));
                app.MapGet("/readyz", context => AnswerAsync(context, health.Ready()));
            }, ct);
        }

        if (options.MetricsAddress is { } metricsAddress)
            endpoints.Metrics = await endpoints.ServeAsync(metricsAddress, app => app.MapPrometheusScrapingEndpoint(prometheus, time), ct);
        return endpoints;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps) await app.DisposeAsync();
    }

    private async Task<Uri> ServeAsync(IPEndPoint address, Action<WebApplication> map, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(address));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        map(app);
        await app.StartAsync(ct);
        _apps.Add(app);
        var bound = new Uri(app.Urls.First());
        return bound.Host is "0.0.0.0" or "[::]" ? new UriBuilder(bound) { Host = "127.0.0.1" }.Uri : bound;
    }

    private static Task AnswerAsync(HttpContext context, (bool Ok, string Text) result)
    {
        context.Response.StatusCode = result.Ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(result.Text);
    }
}
