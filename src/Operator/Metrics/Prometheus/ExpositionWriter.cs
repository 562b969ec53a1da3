using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Loadline.Operator.Metrics.Prometheus;

/// <summary>
/// Renders metrics. Metrics of one name from several meters become one family; families and series are sorted, so that two
/// scrapes differ only where values do. Not safe for concurrent use; buffers are kept between scrapes.
/// </summary>
internal sealed class ExpositionWriter(PrometheusExporterOptions options)
{
    private readonly Dictionary<Metric, MetricHead?> _heads = [];
    private readonly List<MetricHead> _sorted = [];
    private readonly List<Series> _series = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly LabelWriter _labelWriter = new();
    private readonly TextBuffer _labels = new();
    private readonly TextBuffer _blocks = new();
    private readonly TextBuffer _output = new();

    /// <summary>Metrics and series that were left out at the last rendering, because another one has the same name.</summary>
    public int Conflicts { get; private set; }

    public void Begin()
    {
        _sorted.Clear();
        _output.Clear();
        _names.Clear();
        Conflicts = 0;
    }

    public void Add(Metric metric)
    {
        if (!_heads.TryGetValue(metric, out var head))
        {
            head = MetricHead.Of(metric, options);
            _heads.Add(metric, head);
        }

        if (head is not null)
        {
            _sorted.Add(head);
        }
    }

    public byte[] End(PrometheusFormat format, Resource resource)
    {
        var isOpen = format == PrometheusFormat.OpenMetrics;
        _sorted.Sort(isOpen ? static (a, b) => Compare(a, b, PrometheusFormat.OpenMetrics) : static (a, b) => Compare(a, b, PrometheusFormat.Text));
        if (isOpen && options.TargetInfo)
        {
            WriteTarget(resource);
        }

        for (var i = 0; i < _sorted.Count;)
        {
            var end = i + 1;
            while (end < _sorted.Count && _sorted[end].Key(format) == _sorted[i].Key(format))
            {
                end++;
            }

            WriteFamily(i, end, format);
            i = end;
        }

        if (isOpen)
        {
            _output.Append("# EOF\n"u8);
        }

        return _output.Span.ToArray();
    }

    private static int Compare(MetricHead a, MetricHead b, PrometheusFormat format)
    {
        var byName = string.CompareOrdinal(a.Key(format), b.Key(format));
        var byMeter = byName != 0 ? byName : string.CompareOrdinal(a.Metric.MeterName, b.Metric.MeterName);
        return byMeter != 0 ? byMeter : string.CompareOrdinal(a.Metric.MeterVersion, b.Metric.MeterVersion);
    }

    private void WriteTarget(Resource resource)
    {
        var labels = resource.Attributes
            .Select(static a => KeyValuePair.Create(PrometheusNames.Label(a.Key), LabelWriter.Text(a.Value)))
            .OrderBy(static l => l.Key, StringComparer.Ordinal)
            .ToList();
        _output.Append("# TYPE target info\n# HELP target Target metadata\ntarget_info{"u8);
        LabelWriter.Write(_output, labels);
        _output.Append("} 1\n"u8);
    }

    /// <summary>The family's first metric decides its type and help; a metric of another type would make the answer invalid.</summary>
    private void WriteFamily(int start, int end, PrometheusFormat format)
    {
        var first = _sorted[start];
        if (_names.Overlaps(first.Names))
        {
            // A gauge "x_count" beside a histogram "x", or in OpenMetrics "x_total" beside a counter "x".
            Conflicts += end - start;
            return;
        }

        _blocks.Clear();
        _series.Clear();
        for (var i = start; i < end; i++)
        {
            if (_sorted[i].Type == first.Type)
            {
                Render(_sorted[i], format);
            }
            else
            {
                Conflicts++;
            }
        }

        if (_series.Count == 0)
        {
            return;
        }

        _names.UnionWith(first.Names);
        _series.Sort(Compare);
        WriteHead(first, format);
        for (var i = 0; i < _series.Count; i++)
        {
            if (i > 0 && Labels(_series[i]).SequenceEqual(Labels(_series[i - 1])))
            {
                Conflicts++;
                continue;
            }

            _output.Append(_blocks.Slice(_series[i].Start, _series[i].Length));
        }
    }

    private void WriteHead(MetricHead head, PrometheusFormat format)
    {
        if (format == PrometheusFormat.Text)
        {
            WriteHelp(head.SampleName, head.Help, quotes: false);
            _output.Append("# TYPE "u8).Append(head.SampleName).Append((byte)' ').Append(head.Type).Append((byte)'\n');
            return;
        }

        _output.Append("# TYPE "u8).Append(head.Family).Append((byte)' ').Append(head.Type).Append((byte)'\n');
        if (head.Unit.Length > 0 && head.Family.EndsWith("_" + head.Unit, StringComparison.Ordinal))
        {
            _output.Append("# UNIT "u8).Append(head.Family).Append((byte)' ').Append(head.Unit).Append((byte)'\n');
        }

        WriteHelp(head.Family, head.Help, quotes: true);
    }

    private void WriteHelp(string name, string help, bool quotes)
    {
        if (help.Length > 0)
        {
            _output.Append("# HELP "u8).Append(name).Append((byte)' ').AppendEscaped(help, quotes).Append((byte)'\n');
        }
    }

    private void Render(MetricHead head, PrometheusFormat format)
    {
        foreach (ref readonly var point in head.Metric.GetMetricPoints())
        {
            _labels.Clear();
            _labelWriter.Write(_labels, head.ScopeLabels, point.Tags);
            var start = _blocks.Length;
            var labels = start + head.SampleName.Length + 1 + (head.Type == "histogram" ? "_bucket".Length : 0);
            switch (head.Metric.MetricType)
            {
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    Sample(head.SampleName, ""u8).Append(point.GetSumLong()).Append((byte)'\n');
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    Sample(head.SampleName, ""u8).Append(point.GetSumDouble()).Append((byte)'\n');
                    break;
                case MetricType.LongGauge:
                    Sample(head.SampleName, ""u8).Append(point.GetGaugeLastValueLong()).Append((byte)'\n');
                    break;
                case MetricType.DoubleGauge:
                    Sample(head.SampleName, ""u8).Append(point.GetGaugeLastValueDouble()).Append((byte)'\n');
                    break;
                default:
                    RenderHistogram(head, point, format);
                    break;
            }

            _series.Add(new Series(start, _blocks.Length - start, labels, _labels.Length, _series.Count));
        }
    }

    private void RenderHistogram(MetricHead head, in MetricPoint point, PrometheusFormat format)
    {
        var count = point.GetHistogramCount();
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            if (!double.IsPositiveInfinity(bucket.ExplicitBound))
            {
                Bucket(head, bucket.ExplicitBound, below, format);
            }
        }

        Bucket(head, double.PositiveInfinity, count, format);
        Sample(head.Family, "_sum"u8).Append(point.GetHistogramSum()).Append((byte)'\n');
        Sample(head.Family, "_count"u8).Append(count).Append((byte)'\n');
    }

    private void Bucket(MetricHead head, double bound, long below, PrometheusFormat format)
    {
        _blocks.Append(head.Family).Append("_bucket{"u8).Append(_labels.Span).Append(_labels.Length > 0 ? ","u8 : default)
            .Append("le=\""u8).Append(bound, dot: format == PrometheusFormat.OpenMetrics).Append("\"} "u8)
            .Append(below).Append((byte)'\n');
    }

    private TextBuffer Sample(string name, ReadOnlySpan<byte> suffix)
    {
        _blocks.Append(name).Append(suffix);
        return _labels.Length == 0
            ? _blocks.Append((byte)' ')
            : _blocks.Append((byte)'{').Append(_labels.Span).Append("} "u8);
    }

    private ReadOnlySpan<byte> Labels(in Series series) => _blocks.Slice(series.LabelStart, series.LabelLength);

    private int Compare(Series a, Series b)
    {
        var byLabels = Labels(a).SequenceCompareTo(Labels(b));
        return byLabels != 0 ? byLabels : a.Index.CompareTo(b.Index);
    }

    /// <summary>Where a series' lines are, and its labels in the first of them.</summary>
    private readonly record struct Series(int Start, int Length, int LabelStart, int LabelLength, int Index);
}
