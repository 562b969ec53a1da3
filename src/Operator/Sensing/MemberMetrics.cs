using System.Diagnostics.Metrics;
using Loadline.Crds;
using Loadline.Registry;

namespace Loadline.Operator.Sensing;

/// <summary>Instruments about members. Gauges are read from the registry when they are scraped, so that a member that went leaves none behind.</summary>
internal sealed class MemberMetrics
{
    /// <summary>Bucket bounds in milliseconds, chosen on real inter-region round trips.</summary>
    public static readonly double[] LatencyBucketsMs =
    [
        0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 40, 50, 65, 80, 100, 125, 150, 175, 200, 250, 300, 400, 500, 750, 1000, 2000, 5000,
    ];

    private readonly Histogram<double>? _latencyMs;
    private readonly Histogram<double> _latencySeconds;
    private readonly Histogram<double> _lateness;
    private readonly Counter<long> _probes;
    private readonly string _source;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meter">Meter.</param>
    /// <param name="registry">Source of the gauges.</param>
    /// <param name="sampleTimes">When each member's signals were last sampled: cluster, signal, time.</param>
    /// <param name="time">Clock.</param>
    /// <param name="hubName">Value of <c>source_cluster</c>.</param>
    /// <param name="milliseconds">Also export the round trip in milliseconds, which is not a base unit and so not the default.</param>
    public MemberMetrics(
        Meter meter, IClusterRegistry registry, Func<IEnumerable<(string Cluster, string Signal, DateTimeOffset At)>> sampleTimes, TimeProvider time, string hubName = "hub",
        bool milliseconds = false)
    {
        _source = hubName;
        // No unit: the name carries it, and the exporter would append it a second time.
        _latencyMs = !milliseconds ? null : meter.CreateHistogram(
            "cluster_network_latency_ms", null, "Round-trip time from the hub to a member's API server over a warm connection, in milliseconds; a timeout counts as its length",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBucketsMs });
        _latencySeconds = meter.CreateHistogram(
            "cluster_network_latency_seconds", "s", "Round-trip time from the hub to a member's API server over a warm connection; a timeout counts as its length",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Array.ConvertAll(LatencyBucketsMs, static ms => ms / 1000) });
        _lateness = meter.CreateHistogram(
            "loadline_probe_lateness_seconds", "s", "How much later than on schedule probes were sent: a busy operator, not a slow network",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .005, .01, .025, .05, .1, .25, .5, 1, 2] });
        _probes = meter.CreateCounter<long>("loadline_probe_total", description: "Probes of members by result: alive, unwell, rejected, silent");
        meter.CreateObservableGauge("loadline_member_clusters", () => registry.Count, description: "Member clusters in the registry");
        meter.CreateObservableGauge("loadline_member_cluster_ready", () => Ready(registry), description: "1 when the member is ready, 0 when it is not");
        meter.CreateObservableGauge("loadline_member_rtt_seconds", () => Rtt(registry), "s", "Round-trip time from the hub to a member: smoothed median, and 95th percentile of the last minute");
        meter.CreateObservableGauge("loadline_member_load_ratio", () => Load(registry), description: "Share of a member's capacity that is in use, 0 to 1");
        meter.CreateObservableGauge(
            "loadline_sample_age_seconds", () => Ages(sampleTimes, time), "s", "Time since the last good sample of a member's signal was received");
    }

    /// <summary>Counts a probe, and its round trip where it is one.</summary>
    public void Probed(string cluster, in ProbeResult probe)
    {
        _probes.Add(1, new("cluster", cluster), new("result", Name(probe.Verdict)));
        _lateness.Record(Math.Max(probe.Late.TotalSeconds, 0));
        // Leaving timeouts out would make a dying path look fast.
        if (probe.IsCold || !(probe.IsGood || probe.Reason == ClusterReasons.Timeout)) return;
        var source = new KeyValuePair<string, object?>("source_cluster", _source);
        var target = new KeyValuePair<string, object?>("target_cluster", cluster);
        var method = new KeyValuePair<string, object?>("method", probe.Method ?? ProbeResult.Livez);
        // Slots that passed meanwhile would have waited for the same answer: leaving them out would count a stall once and its quiet many times.
        for (var slot = 0; slot <= probe.SkippedSlots; slot++)
        {
            var waited = probe.RoundTrip - (slot * probe.Slot);
            if (waited <= TimeSpan.Zero) break;
            _latencyMs?.Record(waited.TotalMilliseconds, source, target, method);
            _latencySeconds.Record(waited.TotalSeconds, source, target, method);
        }
    }

    private static string Name(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Alive => "alive",
        ProbeVerdict.Unwell => "unwell",
        ProbeVerdict.Rejected => "rejected",
        _ => "silent",
    };

    private static List<Measurement<int>> Ready(IClusterRegistry registry)
    {
        var values = new List<Measurement<int>>();
        foreach (var member in registry.TakeSnapshot().Members) values.Add(new(member.Ready ? 1 : 0, new KeyValuePair<string, object?>("cluster", member.Name)));
        return values;
    }

    private static List<Measurement<double>> Rtt(IClusterRegistry registry)
    {
        var snapshot = registry.TakeSnapshot();
        var values = new List<Measurement<double>>();
        for (var i = 0; i < snapshot.Count; i++)
        {
            var cluster = new KeyValuePair<string, object?>("cluster", snapshot.Members[i].Name);
            if (snapshot.Signals[i].RttP50Ms is { } p50) values.Add(new(p50 / 1000, cluster, new("stat", "p50")));
            if (snapshot.Signals[i].RttP95Ms is { } p95) values.Add(new(p95 / 1000, cluster, new("stat", "p95")));
        }

        return values;
    }

    private static List<Measurement<double>> Load(IClusterRegistry registry)
    {
        var snapshot = registry.TakeSnapshot();
        var values = new List<Measurement<double>>();
        for (var i = 0; i < snapshot.Count; i++)
        {
            var cluster = new KeyValuePair<string, object?>("cluster", snapshot.Members[i].Name);
            if (snapshot.Signals[i].CpuLoad is { } cpu) values.Add(new(cpu, cluster, new("resource", "cpu")));
            if (snapshot.Signals[i].MemoryLoad is { } memory) values.Add(new(memory, cluster, new("resource", "memory")));
        }

        return values;
    }

    private static IEnumerable<Measurement<double>> Ages(Func<IEnumerable<(string Cluster, string Signal, DateTimeOffset At)>> sampleTimes, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return sampleTimes().Select(s => new Measurement<double>(
            Math.Max((now - s.At).TotalSeconds, 0), new KeyValuePair<string, object?>("cluster", s.Cluster), new("signal", s.Signal)));
    }
}
