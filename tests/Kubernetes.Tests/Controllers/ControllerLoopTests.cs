using System.Diagnostics;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Tests.Controllers;

/// <summary>What a controller makes of the outcome of its reconciles, in virtual time.</summary>
public sealed class ControllerLoopTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly VirtualLoop _loop;
    private readonly WorkQueue<int> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(int Key, double At)> _runs = [];
    private Task? _running;

    public ControllerLoopTests()
    {
        _loop = new(_time);
        _queue = new(_time);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.Settle();
        Assert.True(_running?.IsCompleted ?? true);
        _queue.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void CL1_An_error_comes_back_after_5_10_20_milliseconds_and_never_is_dropped()
    {
        Start(_ => throw new IOException("no"));
        _queue.Add(1);
        _loop.Advance(TimeSpan.FromMilliseconds(36));
        Assert.Equal([0, 5, 15, 35], _runs.Select(static r => r.At));
        _loop.Advance(TimeSpan.FromHours(2));
        Assert.True(_runs.Count > 20);
        Assert.Equal(1, _queue.Pending);
    }

    [Fact]
    public void CL1_A_reported_failure_backs_off_as_an_error_does()
    {
        Start(_ => ReconcileResult.Failed);
        _queue.Add(1);
        _loop.Advance(TimeSpan.FromMilliseconds(16));
        Assert.Equal([0, 5, 15], _runs.Select(static r => r.At));
    }

    [Fact]
    public void CL1_A_later_look_comes_at_its_time_and_forgets_earlier_failures()
    {
        Start(_ => _runs.Count <= 3 ? ReconcileResult.Failed : _runs.Count == 4 ? ReconcileResult.After(TimeSpan.FromSeconds(10)) : throw new IOException("again"));
        _queue.Add(1);
        _loop.Advance(TimeSpan.FromSeconds(10.042));
        Assert.Equal([0, 5, 15, 35, 10_035, 10_040], _runs.Select(static r => r.At));
    }

    [Fact]
    public void CL1_Success_leaves_nothing_behind()
    {
        Start(_ => ReconcileResult.Done);
        _queue.Add(1);
        _loop.Advance(TimeSpan.FromHours(1));
        Assert.Single(_runs);
        Assert.Equal(0, _queue.Pending);
        Assert.Equal(0, _queue.Failures(1));
    }

    [Fact]
    public void CL1_A_retry_keeps_the_priority_of_its_key()
    {
        Start(key => key == 1 && _runs.Count == 1 ? ReconcileResult.Failed : ReconcileResult.Done, workers: 1);
        _queue.Add(1, priority: 7);
        _loop.Settle();
        // All become ready in the same moment, the retry among them.
        for (var key = 2; key < 6; key++) _queue.AddAfter(key, TimeSpan.FromMilliseconds(5));
        _loop.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(1, _runs[1].Key);
    }

    [Fact]
    public void CL4_A_minute_of_exceptions_kills_no_worker()
    {
        var failing = true;
        var busy = 0;
        var most = 0;
        Start(
            async _ =>
            {
                if (failing) throw new InvalidOperationException("a bug");
                most = Math.Max(most, ++busy);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, CancellationToken.None);
                busy--;
                return ReconcileResult.Done;
            },
            workers: 4);
        for (var key = 0; key < 8; key++) _queue.Add(key);
        _loop.Advance(TimeSpan.FromMinutes(1));
        failing = false;
        for (var key = 0; key < 8; key++) _queue.Add(key);
        _loop.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(4, most);
        Assert.Equal(0, _queue.Pending);
    }

    [Fact]
    public void CL5_A_cancelled_request_inside_a_reconcile_is_a_failure_and_the_end_of_the_process_is_not()
    {
        Start(_ => _runs.Count == 1 ? throw new OperationCanceledException("a request timed out") : ReconcileResult.Done);
        _queue.Add(1);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([0, 5], _runs.Select(static r => r.At));
    }

    [Fact]
    public void CL2_Only_so_many_keys_are_in_work_at_once()
    {
        var (busy, most) = (0, 0);
        Start(
            async _ =>
            {
                most = Math.Max(most, ++busy);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, CancellationToken.None);
                busy--;
                return ReconcileResult.Done;
            },
            workers: 3);
        for (var key = 0; key < 30; key++) _queue.Add(key);
        _loop.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(3, most);
        Assert.Equal(30, _runs.Count);
    }

    [Fact]
    public void CL6_Every_run_has_an_id_of_its_own_in_what_is_logged_and_traced()
    {
        var log = new ScopeLog();
        var spans = new List<string>();
        var runs = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == "Loadline.Kubernetes",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                if (a.GetTagItem("controller") is "scoped") spans.Add($"{a.OperationName} {a.GetTagItem("reconcile.id")} {a.GetTagItem("key")}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        var loop = new ControllerLoop<int>("scoped", _queue, (_, _) => ++runs == 1 ? throw new IOException("no") : Task.FromResult(ReconcileResult.Done), 1, _time, null, log);
        _running = _loop.Start(() => loop.RunAsync(_stop.Token));
        _queue.Add(7);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["scoped 1", "scoped 2"], log.Scopes);
        Assert.Equal(["reconcile 1 7", "reconcile 2 7"], spans);
    }

    [Fact]
    public void LC2_What_is_in_work_at_the_end_may_finish_within_the_grace_and_nothing_more_is_taken()
    {
        var finished = new List<int>();
        var loop = new ControllerLoop<int>(
            "test", _queue,
            async (key, ct) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(key), _time, ct);
                finished.Add(key);
                return ReconcileResult.Done;
            },
            2, _time, null, NullLogger.Instance);
        _running = _loop.Start(() => loop.RunAsync(_stop.Token, TimeSpan.FromSeconds(10)));
        foreach (var key in (int[])[5, 60, 1]) _queue.Add(key);
        _loop.Advance(TimeSpan.FromSeconds(1));
        _stop.Cancel();
        _loop.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal([5], finished);
        Assert.False(_running.IsCompleted);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_running.IsCompletedSuccessfully);
        Assert.Equal([5], finished);
    }

    [Fact]
    public async Task LC2_A_token_that_ends_the_queue_as_well_as_the_loop_ends_both_without_an_error()
    {
        for (var i = 0; i < 500; i++)
        {
            using var stop = new CancellationTokenSource();
            using var queue = new WorkQueue<int>(TimeProvider.System);
            var loop = new ControllerLoop<int>("test", queue, static (_, _) => Task.FromResult(ReconcileResult.Done), 2, TimeProvider.System, null, NullLogger.Instance);
            var running = loop.RunAsync(stop.Token);
            await using var closing = stop.Token.UnsafeRegister(static q => ((WorkQueue<int>)q!).Close(), queue);
            await stop.CancelAsync();
            await running;
        }
    }

    private void Start(Func<int, ReconcileResult> reconcile, int workers = 2) => Start(key => Task.FromResult(reconcile(key)), workers);

    private void Start(Func<int, Task<ReconcileResult>> reconcile, int workers)
    {
        var loop = new ControllerLoop<int>(
            "test", _queue,
            (key, _) =>
            {
                _runs.Add((key, TimeSpan.FromTicks(_time.GetTimestamp()).TotalMilliseconds));
                return reconcile(key);
            },
            workers, _time, null, NullLogger.Instance);
        _running = _loop.Start(() => loop.RunAsync(_stop.Token));
        _loop.Settle();
    }

    private sealed class ScopeLog : ILogger
    {
        public List<string> Scopes { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Scopes.Add(state.ToString()!);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => false;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // Only scopes are of interest.
        }
    }
}
