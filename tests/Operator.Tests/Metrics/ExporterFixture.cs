using System.Diagnostics.Metrics;
using System.Text;
using Loadline.Operator.Metrics.Prometheus;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Loadline.Operator.Tests.Metrics;

/// <summary>A meter provider with our exporter, and a clock for its cache.</summary>
internal sealed class ExporterFixture : IDisposable
{
    private readonly string _prefix = $"loadline.{Guid.NewGuid():N}.";
    private readonly List<Meter> _meters = [];
    private readonly MeterProvider _provider;

    public ExporterFixture(PrometheusExporterOptions? options = null)
    {
        Exporter = new PrometheusExporter(Clock, options);
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(r => r.Clear().AddAttributes([new("service.name", "test \"x\"")]))
            .AddMeter(_prefix + "*")
            .AddMeter("other")
            .AddPrometheusExporter(Exporter)
            .Build();
    }

    public PrometheusExporter Exporter { get; }

    public Ticks Clock { get; } = new();

    public Meter Meter(string name = "a", string? version = null)
    {
        var meter = new Meter(name == "other" ? name : _prefix + name, version);
        _meters.Add(meter);
        return meter;
    }

    public async Task<string> ScrapeAsync(PrometheusFormat format = PrometheusFormat.Text)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        return Encoding.UTF8.GetString((await Exporter.ScrapeAsync(format, TimeSpan.FromSeconds(10), default)).Span);
    }

    public void Dispose()
    {
        _meters.ForEach(static m => m.Dispose());
        _provider.Dispose();
    }

    /// <summary>A clock that moves only when told.</summary>
    internal sealed class Ticks : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _now);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);
    }
}
