using System.Diagnostics.Metrics;
using Loadline.Operator.Metrics.Prometheus;

namespace Loadline.Operator.Tests.Metrics;

public sealed class PrometheusExporterTests
{
    private static readonly double[] Bounds = [1e-8, 0.005, 1];
    private static readonly int[] OneTwo = [1, 2];

    [Fact]
    public async Task Every_kind_of_instrument_in_text()
    {
        using var fixture = new ExporterFixture();
        Fill(fixture.Meter());
        Assert.Equal(
            """
            # HELP cpu_load_ratio A gauge
            # TYPE cpu_load_ratio gauge
            cpu_load_ratio 0.25
            # HELP queue_depth Up and down
            # TYPE queue_depth gauge
            queue_depth{name="a\\b\"c\nd"} 2
            # HELP requests_total A counter\nin two lines with a \\ and a "
            # TYPE requests_total counter
            requests_total{code="200",ok="true"} 3
            requests_total{code="500",ok="false"} 1
            # HELP wait_seconds A histogram
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="1e-08"} 0
            wait_seconds_bucket{le="0.005"} 1
            wait_seconds_bucket{le="1"} 2
            wait_seconds_bucket{le="+Inf"} 3
            wait_seconds_sum 7.503
            wait_seconds_count 3

            """,
            await fixture.ScrapeAsync());
    }

    [Fact]
    public async Task Every_kind_of_instrument_in_OpenMetrics()
    {
        using var fixture = new ExporterFixture();
        Fill(fixture.Meter());
        Assert.Equal(
            """
            # TYPE target info
            # HELP target Target metadata
            target_info{service_name="test \"x\""} 1
            # TYPE cpu_load_ratio gauge
            # HELP cpu_load_ratio A gauge
            cpu_load_ratio 0.25
            # TYPE queue_depth gauge
            # HELP queue_depth Up and down
            queue_depth{name="a\\b\"c\nd"} 2
            # TYPE requests counter
            # HELP requests A counter\nin two lines with a \\ and a \"
            requests_total{code="200",ok="true"} 3
            requests_total{code="500",ok="false"} 1
            # TYPE wait_seconds histogram
            # UNIT wait_seconds seconds
            # HELP wait_seconds A histogram
            wait_seconds_bucket{le="1e-08"} 0
            wait_seconds_bucket{le="0.005"} 1
            wait_seconds_bucket{le="1.0"} 2
            wait_seconds_bucket{le="+Inf"} 3
            wait_seconds_sum 7.503
            wait_seconds_count 3
            # EOF

            """,
            await fixture.ScrapeAsync(PrometheusFormat.OpenMetrics));
    }

    private static void Fill(Meter meter)
    {
        var requests = meter.CreateCounter<long>("requests", null, "A counter\nin two lines with a \\ and a \"");
        requests.Add(1, new("ok", false), new("code", 500));
        requests.Add(1, new("ok", true), new("code", 200));
        requests.Add(2, new("code", 200), new("ok", true));
        meter.CreateUpDownCounter<int>("queue.depth", description: "Up and down").Add(2, new KeyValuePair<string, object?>("name", "a\\b\"c\nd"));
        meter.CreateObservableGauge("cpu-load..ratio", () => 0.25, "1", "A gauge");
        var wait = meter.CreateHistogram("wait", "s", "A histogram", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });
        wait.Record(0.003);
        wait.Record(0.5);
        wait.Record(7);
    }

    [Fact]
    public async Task One_name_in_two_meters_is_one_family()
    {
        using var fixture = new ExporterFixture();
        fixture.Meter("b").CreateCounter<int>("x_total", description: "from b").Add(1, new KeyValuePair<string, object?>("m", "b"));
        fixture.Meter("a").CreateCounter<int>("x", description: "from a").Add(1, new KeyValuePair<string, object?>("m", "a"));
        Assert.Equal("# HELP x_total from a\n# TYPE x_total counter\nx_total{m=\"a\"} 1\nx_total{m=\"b\"} 1\n", await fixture.ScrapeAsync());
        Assert.Equal(0, fixture.Exporter.Conflicts);
    }

    [Fact]
    public async Task What_would_make_the_answer_invalid_is_left_out_and_counted()
    {
        using var fixture = new ExporterFixture();
        fixture.Meter("a").CreateObservableGauge("x", () => 1, description: "h");
        fixture.Meter("b").CreateObservableGauge("x", () => 2, description: "h");
        fixture.Meter("c").CreateHistogram<int>("x", description: "h").Record(1);
        Assert.Equal("# HELP x h\n# TYPE x gauge\nx 1\n", await fixture.ScrapeAsync());
        Assert.Equal(2, fixture.Exporter.Conflicts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_that_another_family_s_samples_have_is_left_out(bool openMetrics)
    {
        using var fixture = new ExporterFixture(new PrometheusExporterOptions { TargetInfo = false });
        var meter = fixture.Meter();
        meter.CreateHistogram<int>("wait", null, "h").Record(1);
        meter.CreateObservableGauge("wait_count", () => 1, description: "h");
        meter.CreateCounter<int>("done", null, "h").Add(1);
        meter.CreateObservableGauge("done_total", () => 1, description: "h");
        meter.CreateObservableGauge("done_now", () => 1, description: "h");
        var families = ExpositionParser.Parse(await fixture.ScrapeAsync(openMetrics ? PrometheusFormat.OpenMetrics : PrometheusFormat.Text), openMetrics);
        Assert.Equal(["counter", "histogram"], families.Where(f => f.Type != "gauge").Select(f => f.Type));
        Assert.Equal(["done_now"], families.Where(f => f.Type == "gauge").Select(f => f.Name));
        Assert.Equal(2, fixture.Exporter.Conflicts);
    }

    [Fact]
    public async Task Meters_of_others_carry_scope_labels_and_ours_do_not()
    {
        using var fixture = new ExporterFixture();
        fixture.Meter("other", "1.2").CreateObservableGauge("x", () => 1, description: "h");
        fixture.Meter().CreateObservableGauge("y", () => 1, description: "h");
        Assert.Equal(
            "# HELP x h\n# TYPE x gauge\nx{otel_scope_name=\"other\",otel_scope_version=\"1.2\"} 1\n# HELP y h\n# TYPE y gauge\ny 1\n",
            await fixture.ScrapeAsync());
    }

    [Fact]
    public async Task Labels_that_become_the_same_are_joined_and_odd_values_are_text()
    {
        using var fixture = new ExporterFixture();
        fixture.Meter().CreateCounter<double>("x", description: "h").Add(
            0.5, new("a.b", "1"), new("a/b", null), new("0", 1.5), new("z", "\ud800"), new("y", OneTwo));
        Assert.Equal(
            "# HELP x_total h\n# TYPE x_total counter\nx_total{_0=\"1.5\",a_b=\"1;\",y=\"[1,2]\",z=\"\ufffd\"} 0.5\n", await fixture.ScrapeAsync());
    }

    [Fact]
    public async Task Values_that_are_not_finite_have_their_names()
    {
        using var fixture = new ExporterFixture();
        var meter = fixture.Meter();
        meter.CreateObservableGauge("a", () => double.NaN, description: "h");
        meter.CreateObservableGauge("b", () => double.PositiveInfinity, description: "h");
        meter.CreateObservableGauge("c", () => double.NegativeInfinity, description: "h");
        var families = ExpositionParser.Parse(await fixture.ScrapeAsync(), openMetrics: false);
        Assert.Equal(["NaN", "+Inf", "-Inf"], families.Select(f => f.Samples[0].Value));
    }

    [Fact]
    public async Task A_histogram_without_bounds_still_has_its_last_bucket()
    {
        using var fixture = new ExporterFixture();
        fixture.Meter().CreateHistogram("x", null, "h", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [] }).Record(4);
        Assert.Equal("# HELP x h\n# TYPE x histogram\nx_bucket{le=\"+Inf\"} 1\nx_sum 4\nx_count 1\n", await fixture.ScrapeAsync());
    }

    [Fact]
    public async Task Nothing_measured_is_an_empty_answer()
    {
        using var fixture = new ExporterFixture(new PrometheusExporterOptions { TargetInfo = false });
        fixture.Meter().CreateHistogram<int>("x");
        Assert.Equal("", await fixture.ScrapeAsync());
        Assert.Equal("# EOF\n", await fixture.ScrapeAsync(PrometheusFormat.OpenMetrics));
    }

    [Fact]
    public async Task Too_many_series_show_as_overflow()
    {
        using var fixture = new ExporterFixture();
        var counter = fixture.Meter().CreateCounter<int>("x", description: "h");
        for (var i = 0; i < 5000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        var family = Assert.Single(ExpositionParser.Parse(await fixture.ScrapeAsync(), openMetrics: false));
        Assert.Contains(family.Samples, s => s.Labels is [{ Key: "otel_metric_overflow", Value: "true" }]);
        Assert.Equal(5000, family.Samples.Sum(s => int.Parse(s.Value, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Scrapes_within_300_ms_share_one_collection_and_later_ones_do_not()
    {
        using var fixture = new ExporterFixture();
        var collections = 0;
        fixture.Meter().CreateObservableGauge("x", () => ++collections, description: "h");
        async Task<string> Scrape() => System.Text.Encoding.UTF8.GetString(
            (await fixture.Exporter.ScrapeAsync(PrometheusFormat.Text, TimeSpan.FromSeconds(1), default)).Span);

        var first = await Scrape();
        fixture.Clock.Advance(TimeSpan.FromMilliseconds(299));
        Assert.Equal(first, await Scrape());
        fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(first, await Scrape());
        Assert.Equal(2, collections);
    }

    [Fact]
    public async Task Many_scrapers_at_once_in_both_formats_get_whole_answers()
    {
        using var fixture = new ExporterFixture(new PrometheusExporterOptions { ScrapeResponseCacheDurationMilliseconds = 0 });
        var counter = fixture.Meter().CreateCounter<int>("x", description: "h");
        for (var i = 0; i < 1500; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", new string('x', 100) + i));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            var format = i % 2 == 0 ? PrometheusFormat.Text : PrometheusFormat.OpenMetrics;
            var bytes = await fixture.Exporter.ScrapeAsync(format, TimeSpan.FromSeconds(10), default);
            return ExpositionParser.Parse(System.Text.Encoding.UTF8.GetString(bytes.Span), format == PrometheusFormat.OpenMetrics);
        })));
        Assert.All(answers, families => Assert.Equal(1500, families.Single(f => f.Type == "counter").Samples.Count));
    }

    [Fact]
    public async Task An_exporter_that_no_provider_uses_says_so()
    {
        using var exporter = new PrometheusExporter(TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await exporter.ScrapeAsync(PrometheusFormat.Text, TimeSpan.FromSeconds(1), default));
    }
}
