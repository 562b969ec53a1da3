using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>
/// Collects when somebody scrapes. However many scrape at a time, one collection runs; its answer serves whoever comes
/// within <see cref="PrometheusExporterOptions.ScrapeResponseCacheDurationMilliseconds"/>.
/// </summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _cacheDuration;
    private readonly ExpositionWriter _writer;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Answer?[] _answers = new Answer?[2];
    private PrometheusFormat _format;
    private byte[]? _rendered;

    public PrometheusExporter(TimeProvider time, PrometheusExporterOptions? options = null)
    {
        options ??= new PrometheusExporterOptions();
        _time = time;
        _cacheDuration = TimeSpan.FromMilliseconds(options.ScrapeResponseCacheDurationMilliseconds);
        _writer = new ExpositionWriter(options);
    }

    /// <summary>Set by the reader.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>What the last scrape left out because of clashing names.</summary>
    public int Conflicts => _writer.Conflicts;

    /// <summary>The metrics as text. The bytes are not changed afterwards.</summary>
    /// <param name="format">The format.</param>
    /// <param name="limit">How long collecting may take.</param>
    /// <param name="cancellationToken">Ends the wait for another scraper's collection.</param>
    /// <exception cref="InvalidOperationException">Collecting failed, or no meter provider uses this exporter.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ScrapeAsync(PrometheusFormat format, TimeSpan limit, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_answers[(int)format] is { } cached && _time.GetElapsedTime(cached.At) < _cacheDuration)
            {
                return cached.Bytes;
            }

            _format = format;
            _rendered = null;
            var collected = Collect?.Invoke((int)limit.TotalMilliseconds) ?? false;
            if (!collected || _rendered is not { } bytes)
            {
                throw new InvalidOperationException("the metrics could not be collected");
            }

            _answers[(int)format] = new Answer(bytes, _time.GetTimestamp());
            return bytes;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A batch is valid only in here, so everything is rendered in here.</summary>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        _writer.Begin();
        foreach (var metric in batch)
        {
            _writer.Add(metric);
        }

        _rendered = _writer.End(_format, ParentProvider.GetResource());
        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gate.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed record Answer(byte[] Bytes, long At);
}
