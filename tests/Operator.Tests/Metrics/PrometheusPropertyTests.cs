using System.Diagnostics.Metrics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Loadline.Operator.Metrics.Prometheus;

namespace Loadline.Operator.Tests.Metrics;

public sealed class PrometheusPropertyTests
{
    [Fact]
    public void A_number_reads_back_the_same_and_is_the_shortest()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<double>(), value =>
        {
            var text = GoNumber.Text(value);
            Assert.Equal(value is 0 ? 0 : value, text is "+Inf" or "-Inf" or "NaN" ? Named(text) : double.Parse(text, CultureInfo.InvariantCulture));
            Assert.DoesNotContain('E', text);
        }).Holds(2000);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(-1, "-1")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1.5e-8, "1.5e-08")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(1e16, "10000000000000000")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1e23, "1e+23")]
    [InlineData(1.25e100, "1.25e+100")]
    [InlineData(double.Epsilon, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    public void A_number_looks_as_Go_prints_it(double value, string text) => Assert.Equal(text, GoNumber.Text(value));

    [Theory]
    [InlineData("http.server.duration", "s", false, "http_server_duration_seconds")]
    [InlineData("x_seconds", "s", false, "x_seconds")]
    [InlineData("9lives", "", false, "_9lives")]
    [InlineData("a--b__c", "", false, "a_b_c")]
    [InlineData("a:b", "{items}", false, "a:b")]
    [InlineData("sent_total", "By", true, "sent_bytes")]
    [InlineData("speed", "By/s", false, "speed_bytes_per_second")]
    [InlineData("rate", "{x}/min", false, "rate_per_minute")]
    [InlineData("share", "1", false, "share")]
    [InlineData("share", "%", false, "share_percent")]
    public void A_name_is_mapped_as_the_specification_says(string name, string unit, bool counter, string family) =>
        Assert.Equal(family, PrometheusNames.Family(name, PrometheusNames.Unit(unit), counter));

    [Fact]
    public void Whatever_is_measured_a_strict_parser_reads_back()
    {
        var text = Gen.OneOf(
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => string.Concat(s.Get.EnumerateRunes())),
            Gen.Elements("a", "b\n", "\\", "\"", "é", "{", "}", ",", "=", " ", "").ArrayOf().Select(string.Concat));
        var name = Gen.Zip(Gen.Elements("a", "b", "c.d", "e", "e_total", "e_count", "f-g"), Gen.Elements("", "s", "By", "1", "{x}"));
        var tags = Gen.Zip(Gen.Elements("k", "l.m", "l/m", "2"), text).ArrayOf().Resize(4);
        var point = Gen.Zip(tags, ArbMap.Default.GeneratorFor<int>().Select(Math.Abs));
        var metric = Gen.Zip(Gen.Zip(name, text), Gen.Zip(Gen.Choose(0, 2), point.NonEmptyListOf().Resize(6)));
        Prop.ForAll(metric.ArrayOf().Resize(6).ToArbitrary(), metrics =>
        {
            using var fixture = new ExporterFixture();
            var measured = 0L;
            for (var i = 0; i < metrics.Length; i++)
            {
                var (((metricName, unit), help), (kind, points)) = metrics[i];
                Record(fixture.Meter($"m{i}"), metricName, unit, help, kind, points, ref measured);
            }

            foreach (var format in Enum.GetValues<PrometheusFormat>())
            {
                var families = ExpositionParser.Parse(fixture.ScrapeAsync(format).GetAwaiter().GetResult(), format == PrometheusFormat.OpenMetrics);
                if (fixture.Exporter.Conflicts == 0)
                {
                    Assert.Equal(measured, families.Where(f => f.Type is "counter" or "histogram").SelectMany(f => f.Samples)
                        .Where(s => s.Name.EndsWith("_total", StringComparison.Ordinal) || s.Name.EndsWith("_sum", StringComparison.Ordinal))
                        .Sum(s => (long)double.Parse(s.Value, CultureInfo.InvariantCulture)));
                }

                foreach (var histogram in families.Where(f => f.Type == "histogram"))
                {
                    CheckHistogram(histogram);
                }
            }
        }).Holds(150);
    }

    private static void Record(
        Meter meter, string name, string unit, string help, int kind, IEnumerable<((string, string)[] Tags, int Value)> points, ref long measured)
    {
        var counter = kind == 0 ? meter.CreateCounter<long>(name, unit, help) : null;
        var gauge = kind == 1 ? meter.CreateGauge<long>(name, unit, help) : null;
        var histogram = kind == 2 ? meter.CreateHistogram<long>(name, unit, help) : null;
        foreach (var (tags, value) in points)
        {
            var small = value % 1000;
            var list = tags.DistinctBy(t => t.Item1).Select(t => KeyValuePair.Create(t.Item1, (object?)t.Item2)).ToArray();
            counter?.Add(small, list);
            gauge?.Record(small, list);
            histogram?.Record(small, list);
            measured += kind == 1 ? 0 : small;
        }
    }

    private static void CheckHistogram(Family family)
    {
        static string Others(Sample s) => string.Join('\u0001', s.Labels.Where(l => l.Key != "le"));

        foreach (var series in family.Samples.GroupBy(Others))
        {
            var buckets = series.Where(s => s.Name.EndsWith("_bucket", StringComparison.Ordinal)).Select(s => long.Parse(s.Value, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(buckets.Order(), buckets);
            Assert.Equal(series.Single(s => s.Name.EndsWith("_count", StringComparison.Ordinal)).Value, buckets[^1].ToString(CultureInfo.InvariantCulture));
        }
    }

    private static double Named(string text) => text switch { "NaN" => double.NaN, "+Inf" => double.PositiveInfinity, _ => double.NegativeInfinity };
}
