using System.Collections.Concurrent;
using System.Diagnostics;
using Loadline.Kubernetes.Queue;
using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Controllers;

/// <summary>Workers over a queue: takes keys, reconciles them, and acts on the outcome (CL1–CL5). Knows nothing about objects.</summary>
/// <typeparam name="TKey">Key.</typeparam>
public sealed class ControllerLoop<TKey>
    where TKey : struct, IEquatable<TKey>
{
    private static readonly ActivitySource Traces = new("Loadline.Kubernetes");

    private readonly string _name;
    private readonly WorkQueue<TKey> _queue;
    private readonly Func<TKey, CancellationToken, Task<ReconcileResult>> _reconcile;
    private readonly int _workers;
    private readonly TimeProvider _time;
    private readonly ControllerMetrics? _metrics;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<TKey, long> _started = new();
    private int _active;
    private long _runs;

    /// <summary>Creates a controller; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="name">Name in metrics and logs.</param>
    /// <param name="queue">Where keys come from.</param>
    /// <param name="reconcile">Brings the world closer to what the key's objects say. Level-based: reads the present state, not an event.</param>
    /// <param name="workers">Keys in work at once.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Instruments; null for none.</param>
    /// <param name="logger">Log.</param>
    public ControllerLoop(
        string name, WorkQueue<TKey> queue, Func<TKey, CancellationToken, Task<ReconcileResult>> reconcile, int workers, TimeProvider time, ControllerMetrics? metrics, ILogger logger)
    {
        _name = name;
        _queue = queue;
        _reconcile = reconcile;
        _workers = workers;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        metrics?.Register(name, workers, () => Volatile.Read(ref _active), () => queue.Depth, () => queue.Adds, () => queue.Retries, InWork);
    }

    /// <summary>Runs the workers until the queue is closed and empty, or the token ends.</summary>
    /// <param name="ct">Ends it: nothing more is taken.</param>
    /// <param name="grace">How long what is in work then may go on before it is cancelled (LC2). Default none.</param>
    public async Task RunAsync(CancellationToken ct, TimeSpan grace = default)
    {
        using var work = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        var ending = ct.UnsafeRegister(
            _ =>
            {
                try
                {
                    if (grace > TimeSpan.Zero) work.CancelAfter(grace);
                    else work.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // The workers ended in this very moment: the queue is often closed by the same token.
                }
            },
            null);
        try
        {
            var workers = new Task[_workers];
            for (var i = 0; i < _workers; i++) workers[i] = WorkAsync(ct, work.Token);
            await Task.WhenAll(workers);
        }
        finally
        {
            // Not disposed of: from within the token's own callback that would wait on another thread.
            ending.Unregister();
        }
    }

    private async Task WorkAsync(CancellationToken ct, CancellationToken work)
    {
        // Workers begin side by side, not the second when the first has to wait; and never inside the caller.
        await Task.Yield();
        try
        {
            while (await _queue.TakeAsync(ct) is { } key) await HandleAsync(key, work);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Shut down.
        }
    }

    private async Task HandleAsync(TKey key, CancellationToken ct)
    {
        var start = _time.GetTimestamp();
        _started[key] = start;
        Interlocked.Increment(ref _active);
        string result;
        // CL6: all that is logged and traced of one run can be told from what the next run says.
        var run = Interlocked.Increment(ref _runs);
        using var scope = _logger.BeginScope("{Controller} {ReconcileId}", _name, run);
        using var activity = Traces.StartActivity("reconcile");
        activity?.SetTag("controller", _name).SetTag("reconcile.id", run).SetTag("key", key.ToString());
        try
        {
            result = Settle(key, await _reconcile(key, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            result = "requeue";
        }
        catch (Exception e)
        {
            // CL4: whatever a reconcile throws, the worker lives and the key comes back.
            var delay = _queue.AddRateLimited(key);
            _metrics?.Errors.Add(1, new KeyValuePair<string, object?>("controller", _name));
            if (!IsRoutine(e)) _metrics?.Panics.Add(1, new KeyValuePair<string, object?>("controller", _name));
            if (IsRoutine(e)) _logger.LogWarning("{Controller} {Key}: {Error}; retry in {Delay:F2} s", _name, key, e.Message, delay.TotalSeconds);
            else _logger.LogError(e, "{Controller} {Key}: unexpected error; retry in {Delay:F2} s", _name, key, delay.TotalSeconds);
            result = "error";
        }
        finally
        {
            _started.TryRemove(key, out _);
            Interlocked.Decrement(ref _active);
            _queue.Done(key);
        }

        if (_metrics is null) return;
        var seconds = _time.GetElapsedTime(start).TotalSeconds;
        var tag = new KeyValuePair<string, object?>("controller", _name);
        _metrics.Reconciles.Add(1, tag, new("result", result));
        _metrics.Duration.Record(seconds, tag);
        _metrics.WorkDuration.Record(seconds, tag, new("name", _name));
    }

    private string Settle(TKey key, ReconcileResult outcome)
    {
        if (outcome.Retry)
        {
            _queue.AddRateLimited(key);
            return "requeue";
        }

        _queue.Forget(key);
        if (outcome.RequeueAfter is not { } after) return "success";
        _queue.AddAfter(key, after);
        return "requeue_after";
    }

    private (double Unfinished, double Longest) InWork()
    {
        double sum = 0, longest = 0;
        foreach (var (_, started) in _started)
        {
            var age = _time.GetElapsedTime(started).TotalSeconds;
            sum += age;
            longest = Math.Max(longest, age);
        }

        return (sum, longest);
    }

    private static bool IsRoutine(Exception e) =>
        e is Client.StatusException or HttpRequestException or IOException or TimeoutException or OperationCanceledException or Polly.ExecutionRejectedException;
}
