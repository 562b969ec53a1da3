using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Loadline.E2E.Harness;

/// <summary>A page of metrics with one gauge, <c>member_load</c>, by cluster.</summary>
internal sealed class LoadExporter : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentDictionary<string, double> _loads = new();

    private LoadExporter(WebApplication web, int port)
    {
        _web = web;
        Url = new($"http://127.0.0.1:{port}/");
    }

    public Uri Url { get; }

    public double this[string cluster]
    {
        set => _loads[cluster] = value;
    }

    public static async Task<LoadExporter> StartAsync()
    {
        var port = LoopbackPorts.Take();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var exporter = new LoadExporter(builder.Build(), port);
        exporter._web.Run(async context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4";
            await context.Response.WriteAsync("# TYPE member_load gauge\n");
            foreach (var (cluster, load) in exporter._loads)
                await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"member_load{{cluster=\"{cluster}\"}} {load}\n"));
        });
        await exporter._web.StartAsync();
        return exporter;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }
}
