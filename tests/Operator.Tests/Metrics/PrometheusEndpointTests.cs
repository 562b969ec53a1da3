using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using Loadline.Operator.Metrics.Prometheus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Loadline.Operator.Tests.Metrics;

public sealed class PrometheusEndpointTests
{
    [Theory]
    [InlineData("", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("*/*", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("text/html", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    [InlineData("application/openmetrics-text;version=0.0.1", "application/openmetrics-text; version=0.0.1; charset=utf-8")]
    [InlineData("application/openmetrics-text;version=2.0.0,*/*;q=0.1", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("application/openmetrics-text;q=0.1,text/plain;q=0.5", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("application/openmetrics-text;q=0,text/plain", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("text/plain;version=1.0.0;escaping=allow-utf-8", "text/plain; version=1.0.0; charset=utf-8; escaping=underscores")]
    [InlineData(
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores")]
    public void The_format_that_the_scraper_prefers_is_chosen(string accept, string contentType)
    {
        var ranges = MediaTypeHeaderValue.TryParseList(accept.Split(','), out var list) ? list : [];
        Assert.Equal(contentType, ScrapeFormat.Choose(ranges).ContentType);
    }

    [Fact]
    public async Task The_endpoint_answers_get_and_head_and_compresses_when_asked()
    {
        using var fixture = new ExporterFixture();
        fixture.Meter().CreateObservableGauge("x", () => 1, description: "h");
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        await using var application = builder.Build();
        application.UseRouting();
        application.MapPrometheusScrapingEndpoint(fixture.Exporter, TimeProvider.System);
        await application.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };

        using var plain = await client.GetAsync("/metrics");
        var body = await plain.Content.ReadAsStringAsync();
        Assert.Equal("# HELP x h\n# TYPE x gauge\nx 1\n", body);
        Assert.Equal("text/plain", plain.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", plain.Headers.Vary);

        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        using var post = await client.PostAsync("/metrics", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var zipped = await client.SendAsync(request);
        using var reader = new StreamReader(new GZipStream(await zipped.Content.ReadAsStreamAsync(), CompressionMode.Decompress));
        Assert.Equal(body, await reader.ReadToEndAsync());
    }

    [PromtoolFact]
    public async Task Promtool_finds_nothing_to_complain_about()
    {
        using var fixture = new ExporterFixture();
        var meter = fixture.Meter();
        meter.CreateCounter<long>("rest_client_requests_total", description: "Requests").Add(1, new("code", 200), new("host", "a\\\"\nb"));
        meter.CreateHistogram<double>("controller_runtime_reconcile_time_seconds", "s", "Length").Record(0.5);
        meter.CreateObservableGauge("workqueue_depth", () => 3, description: "Depth");
        var start = new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var promtool = Process.Start(start)!;
        await promtool.StandardInput.WriteAsync(await fixture.ScrapeAsync());
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        Assert.Equal("", said);
        Assert.Equal(0, promtool.ExitCode);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class PromtoolFactAttribute : FactAttribute
    {
        public PromtoolFactAttribute() => Skip = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(static d => File.Exists(Path.Combine(d, "promtool")))
            ? null
            : "promtool is not on PATH";
    }
}
