using System.Globalization;
using System.IO.Compression;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>Answers one scrape.</summary>
internal sealed class PrometheusEndpoint(PrometheusExporter exporter, TimeProvider time)
{
    /// <summary>Prometheus' own default, for scrapers that do not say how long they wait.</summary>
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);

    public async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        var limit = Limit(context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"]);
        using var deadline = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        ReadOnlyMemory<byte> body;
        var format = ScrapeFormat.Choose(context.Request.GetTypedHeaders().Accept);
        try
        {
            body = await exporter.ScrapeAsync(format.Format, limit, both.Token);
        }
        catch (OperationCanceledException)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        catch (InvalidOperationException e)
        {
            response.StatusCode = StatusCodes.Status500InternalServerError;
            await response.WriteAsync(e.Message, context.RequestAborted);
            return;
        }

        response.ContentType = format.ContentType;
        response.Headers.Vary = "Accept, Accept-Encoding";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (!AcceptsGzip(context.Request))
        {
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await gzip.WriteAsync(body, context.RequestAborted);
    }

    private static TimeSpan Limit(string? header) =>
        double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 3600
            ? TimeSpan.FromSeconds(seconds)
            : DefaultLimit;

    private static bool AcceptsGzip(HttpRequest request)
    {
        foreach (var coding in request.GetTypedHeaders().AcceptEncoding)
        {
            if (coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            {
                return coding.Quality is not 0;
            }
        }

        return false;
    }
}
