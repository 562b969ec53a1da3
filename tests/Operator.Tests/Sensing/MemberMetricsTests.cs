using System.Diagnostics.Metrics;
using Loadline.Crds;
using Loadline.Operator.Sensing;
using Loadline.Registry;

namespace Loadline.Operator.Tests.Sensing;

public sealed class MemberMetricsTests : IDisposable
{
    private readonly Meter _meter = new("members-test");
    private readonly MeterListener _listener = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ClusterRegistry _registry = new();
    private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> _seen = [];
    private readonly List<Instrument> _instruments = [];
    private readonly MemberMetrics _metrics;

    public MemberMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, _meter)) return;
            _instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((i, v, tags, _) => _seen.Add((i.Name, v, new(tags.ToArray()))));
        _listener.SetMeasurementEventCallback<long>((i, v, tags, _) => _seen.Add((i.Name, v, new(tags.ToArray()))));
        _listener.SetMeasurementEventCallback<int>((i, v, tags, _) => _seen.Add((i.Name, v, new(tags.ToArray()))));
        _listener.Start();
        _metrics = new(_meter, _registry, () => [("eu-1", "rtt", _time.GetUtcNow())], _time, milliseconds: true);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Every_instrument_has_a_description() => Assert.All(_instruments, static i => Assert.NotEmpty(i.Description!));

    [Fact]
    public void A_warm_round_trip_is_in_both_histograms_in_their_units()
    {
        _metrics.Probed("eu-1", ProbeResult.Alive(TimeSpan.FromMilliseconds(12.5), isCold: false));
        Assert.Equal(12.5, Assert.Single(_seen, static s => s.Name == "cluster_network_latency_ms").Value);
        var (_, seconds, tags) = Assert.Single(_seen, static s => s.Name == "cluster_network_latency_seconds");
        Assert.Equal(0.0125, seconds);
        Assert.Equal(("hub", "eu-1", "livez"), (tags["source_cluster"], tags["target_cluster"], tags["method"]));
    }

    [Fact]
    public void A_cold_probe_is_counted_but_is_no_latency()
    {
        _metrics.Probed("eu-1", ProbeResult.Alive(TimeSpan.FromMilliseconds(80), isCold: true));
        Assert.DoesNotContain(_seen, static s => s.Name.StartsWith("cluster_network", StringComparison.Ordinal));
        Assert.Equal("alive", Assert.Single(_seen, static s => s.Name == "loadline_probe_total").Tags["result"]);
    }

    [Fact]
    public void A_timeout_counts_as_its_length_and_a_refusal_is_no_latency()
    {
        _metrics.Probed("eu-1", new(ProbeVerdict.Silent, TimeSpan.FromSeconds(1), false, ClusterReasons.Timeout, ""));
        _metrics.Probed("eu-1", new(ProbeVerdict.Silent, TimeSpan.FromMilliseconds(1), false, ClusterReasons.ConnectFailed, ""));
        Assert.Equal(1000, Assert.Single(_seen, static s => s.Name == "cluster_network_latency_ms").Value);
    }

    [Fact]
    public void Slots_that_passed_while_an_answer_was_waited_for_count_with_the_wait_that_they_would_have_had()
    {
        _metrics.Probed("eu-1", ProbeResult.Alive(TimeSpan.FromSeconds(5), isCold: false) with { SkippedSlots = 2, Slot = TimeSpan.FromSeconds(2) });
        Assert.Equal([5000, 3000, 1000], _seen.Where(static s => s.Name == "cluster_network_latency_ms").Select(static s => s.Value));
    }

    [Fact]
    public void The_histogram_has_the_28_buckets() => Assert.Equal(28, MemberMetrics.LatencyBucketsMs.Length);

    [Fact]
    public void Gauges_follow_the_registry()
    {
        _registry.Set(new() { Name = "eu-1" });
        _registry.Set(new() { Name = "eu-2", Ready = false });
        _registry.UpdateSignals("eu-1", new() { CpuLoad = 0.4 });
        _time.Advance(TimeSpan.FromSeconds(1));
        _listener.RecordObservableInstruments();
        Assert.Equal(2, Assert.Single(_seen, static s => s.Name == "loadline_member_clusters").Value);
        Assert.Equal([1.0, 0.0], _seen.Where(static s => s.Name == "loadline_member_cluster_ready").Select(static s => s.Value));
        Assert.Equal("cpu", Assert.Single(_seen, static s => s.Name == "loadline_member_load_ratio").Tags["resource"]);
        Assert.Equal("rtt", Assert.Single(_seen, static s => s.Name == "loadline_sample_age_seconds").Tags["signal"]);

        _seen.Clear();
        _registry.TryRemove("eu-2");
        _listener.RecordObservableInstruments();
        Assert.DoesNotContain(_seen, static s => s.Tags.GetValueOrDefault("cluster") is "eu-2");
    }
}
