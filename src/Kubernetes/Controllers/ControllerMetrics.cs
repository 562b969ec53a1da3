using System.Diagnostics.Metrics;

namespace Loadline.Kubernetes.Controllers;

/// <summary>The instruments of controller-runtime's dashboards, under their names. One set per process; tags tell the controllers apart.</summary>
public sealed class ControllerMetrics
{
    private readonly List<(string Name, Func<int> Depth, Func<long> Adds, Func<long> Retries)> _queues = [];
    private readonly List<(string Name, int Max, Func<int> Active)> _workers = [];
    private readonly List<Func<(string Name, double Unfinished, double Longest)>> _inWork = [];
    private readonly Lock _gate = new();

    /// <summary>Creates the instruments on a meter.</summary>
    public ControllerMetrics(Meter meter)
    {
        double[] reconcileBuckets =
        [
            .005, .01, .025, .05, .1, .15, .2, .25, .3, .35, .4, .45, .5, .6, .7, .8, .9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20,
            25, 30, 40, 50, 60,
        ];
        double[] queueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000];
        Reconciles = meter.CreateCounter<long>("controller_runtime_reconcile_total", description: "Reconciliations by controller and result");
        Errors = meter.CreateCounter<long>("controller_runtime_reconcile_errors_total", description: "Reconciliations that ended in an error");
        Panics = meter.CreateCounter<long>("controller_runtime_reconcile_panics_total", description: "Reconciliations that ended in an unexpected exception");
        Duration = meter.CreateHistogram("controller_runtime_reconcile_time_seconds", "s", "Length of a reconciliation", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = reconcileBuckets });
        QueueDuration = meter.CreateHistogram("workqueue_queue_duration_seconds", "s", "How long a key waited before it was taken", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = queueBuckets });
        WorkDuration = meter.CreateHistogram("workqueue_work_duration_seconds", "s", "How long the work on a key took", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = queueBuckets });
        meter.CreateObservableGauge("workqueue_depth", () => Observe(_queues, static q => new Measurement<int>(q.Depth(), Tags(q.Name))), description: "Keys that wait in the queue");
        meter.CreateObservableCounter("workqueue_adds_total", () => Observe(_queues, static q => new Measurement<long>(q.Adds(), Tags(q.Name))), description: "Keys added to the queue");
        meter.CreateObservableCounter("workqueue_retries_total", () => Observe(_queues, static q => new Measurement<long>(q.Retries(), Tags(q.Name))), description: "Keys added again after a failure");
        meter.CreateObservableGauge("workqueue_unfinished_work_seconds", () => Observe(_inWork, static f => f() is var w ? new Measurement<double>(w.Unfinished, Tags(w.Name)) : default), "s", "Sum of the time that keys have been in work");
        meter.CreateObservableGauge("workqueue_longest_running_processor_seconds", () => Observe(_inWork, static f => f() is var w ? new Measurement<double>(w.Longest, Tags(w.Name)) : default), "s", "Age of the oldest key in work");
        meter.CreateObservableGauge("controller_runtime_active_workers", () => Observe(_workers, static w => new Measurement<int>(w.Active(), new KeyValuePair<string, object?>("controller", w.Name))), description: "Workers that are busy");
        meter.CreateObservableGauge("controller_runtime_max_concurrent_reconciles", () => Observe(_workers, static w => new Measurement<int>(w.Max, new KeyValuePair<string, object?>("controller", w.Name))), description: "Workers of the controller");
    }

    internal Counter<long> Reconciles { get; }

    internal Counter<long> Errors { get; }

    internal Counter<long> Panics { get; }

    internal Histogram<double> Duration { get; }

    internal Histogram<double> QueueDuration { get; }

    internal Histogram<double> WorkDuration { get; }

    internal void Register(string name, int workers, Func<int> active, Func<int> depth, Func<long> adds, Func<long> retries, Func<(double Unfinished, double Longest)> inWork)
    {
        var tag = new KeyValuePair<string, object?>("controller", name);
        // Alerts on a rate need the series to exist before the first event.
        foreach (var result in (ReadOnlySpan<string>)["success", "error", "requeue", "requeue_after"]) Reconciles.Add(0, tag, new("result", result));
        Errors.Add(0, tag);
        Panics.Add(0, tag);
        lock (_gate)
        {
            _queues.Add((name, depth, adds, retries));
            _workers.Add((name, workers, active));
            _inWork.Add(() => inWork() is var w ? (name, w.Unfinished, w.Longest) : default);
        }
    }

    private static KeyValuePair<string, object?>[] Tags(string name) => [new("controller", name), new("name", name)];

    private List<TOut> Observe<TIn, TOut>(List<TIn> source, Func<TIn, TOut> read)
    {
        lock (_gate) return source.ConvertAll(s => read(s));
    }
}
