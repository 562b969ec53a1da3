using Loadline.Kubernetes.Queue;

namespace Loadline.Kubernetes.Tests.Queue;

/// <summary>The work queue, rule by rule. Keys are a flow and a name.</summary>
public sealed class WorkQueueTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly WorkQueue<Key> _queue;

    public WorkQueueTests() => _queue = new(_time, new() { FlowOf = static k => k.Flow });

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void WQ1_A_queued_key_is_not_queued_twice()
    {
        _queue.Add(new(1, "a"));
        _queue.Add(new(1, "a"));
        Assert.Equal(1, _queue.Depth);
        Assert.Equal(["1/a"], TakeAll(_queue));
    }

    [Fact]
    public void WQ2_A_key_in_work_is_handed_out_again_only_after_it_is_done()
    {
        _queue.Add(new(1, "a"));
        var key = Take(_queue);
        _queue.Add(key);
        _queue.Add(key);
        Assert.False(CanTake(_queue));
        _queue.Done(key);
        Assert.Equal(["1/a"], TakeAll(_queue));
        Assert.Equal(0, _queue.Pending);
    }

    [Fact]
    public void WQ3_The_earliest_of_several_delays_counts_and_gives_one_run()
    {
        foreach (var seconds in (int[])[10, 2, 5]) _queue.AddAfter(new(1, "a"), TimeSpan.FromSeconds(seconds));
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(CanTake(_queue));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["1/a"], TakeAll(_queue));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(CanTake(_queue));
    }

    [Fact]
    public void WQ3_An_immediate_add_wins_over_a_pending_delay_and_leaves_nothing_behind()
    {
        _queue.AddAfter(new(1, "a"), TimeSpan.FromHours(10));
        _queue.Add(new(1, "a"));
        Assert.Equal(["1/a"], TakeAll(_queue));
        Assert.Equal(0, _queue.Pending);
        Assert.Equal(0, _queue.Flows);
    }

    [Fact]
    public void WQ3_Many_delayed_keys_wake_nobody_before_the_first_is_due()
    {
        var clock = new CountingClock(_time);
        using var queue = new WorkQueue<Key>(clock);
        for (var i = 0; i < 100_000; i++) queue.AddAfter(new(0, $"{i}"), TimeSpan.FromSeconds(60 + i));
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal(0, clock.Fired);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(1, clock.Fired);
        Assert.Equal(1, queue.Depth);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(365)]
    [InlineData(3650)]
    public void WQ3_A_delay_of_years_is_kept_to_the_second(int days)
    {
        var delay = TimeSpan.FromDays(days);
        _queue.AddAfter(new(1, "late"), delay);
        _queue.Add(new(1, "now"));
        var now = Take(_queue);
        _queue.AddAfter(now, delay + TimeSpan.FromSeconds(2));
        _queue.Done(now);
        _time.Advance(delay - TimeSpan.FromSeconds(1));
        Assert.False(CanTake(_queue));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["1/late"], TakeAll(_queue));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["1/now"], TakeAll(_queue));
    }

    [Fact]
    public void WQ3_A_delay_without_an_end_holds_nothing_else_back()
    {
        _queue.AddAfter(new(1, "never"), TimeSpan.MaxValue);
        _queue.AddAfter(new(1, "later"), TimeSpan.FromDays(60));
        _time.Advance(TimeSpan.FromDays(60));
        Assert.Equal(["1/later"], TakeAll(_queue));
        Assert.Equal(1, _queue.Pending);
    }

    [Fact]
    public void WQ4_Failures_double_the_delay_from_5_ms_to_1000_s()
    {
        var delays = new List<double>();
        for (var i = 0; i < 20; i++) delays.Add(_queue.AddRateLimited(new(1, "a")).TotalMilliseconds);
        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480, 40960, 81920, 163840, 327680, 655360, 1_000_000, 1_000_000], delays);
    }

    [Fact]
    public void WQ4_Failures_survive_other_adds_and_end_with_Forget()
    {
        var key = new Key(1, "a");
        _queue.AddRateLimited(key);
        _queue.Add(key);
        Assert.Equal(key, Take(_queue));
        _queue.Done(key);
        Assert.Equal(1, _queue.Failures(key));
        Assert.Equal(0, _queue.Pending);
        Assert.Equal(10, _queue.AddRateLimited(key).TotalMilliseconds);
        _queue.Forget(key);
        Assert.Equal(5, _queue.AddRateLimited(key).TotalMilliseconds);
    }

    [Fact]
    public void WQ5_A_flow_whose_keys_all_fail_retries_at_its_rate_and_delays_no_other_flow()
    {
        using var queue = new WorkQueue<Key>(_time, new() { FlowOf = static k => k.Flow, RetriesPerSecond = 100, RetryBurst = 50 });
        for (var i = 0; i < 10_000; i++) queue.AddRateLimited(new(1, $"{i}"));
        Assert.Equal(5, queue.AddRateLimited(new(2, "b")).TotalMilliseconds);
        var (first, second) = (0, 0);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            foreach (var key in TakeAll(queue))
            {
                if (key == "2/b") second = i;
                else first++;
            }
        }

        Assert.Equal(0, second);
        Assert.InRange(first, 1000, 1000 + 51);
    }

    [Fact]
    public void WQ6_A_change_goes_before_a_hundred_thousand_initial_adds()
    {
        for (var i = 0; i < 100_000; i++) _queue.Add(new(1, $"{i}"), WorkQueue<Key>.LowPriority);
        _queue.Add(new(1, "77777"));
        Assert.Equal(new Key(1, "77777"), Take(_queue));
        Assert.Equal(new Key(1, "0"), Take(_queue));
    }

    [Fact]
    public void WQ6_A_raised_key_goes_to_the_end_of_its_new_level()
    {
        foreach (var (name, priority) in (ReadOnlySpan<(string, int)>)[("low", -5), ("x", 1), ("y", 1)]) _queue.Add(new(1, name), priority);
        _queue.Add(new(1, "low"), 1);
        Assert.Equal(["1/x", "1/y", "1/low"], TakeAll(_queue));
    }

    [Fact]
    public void WQ6_Delayed_keys_merge_to_the_highest_priority_and_the_earliest_time()
    {
        _queue.AddAfter(new(1, "a"), TimeSpan.FromSeconds(1), priority: -100);
        _queue.AddAfter(new(1, "a"), TimeSpan.FromSeconds(9), priority: 5);
        _queue.AddAfter(new(1, "b"), TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["1/a", "1/b"], TakeAll(_queue));
    }

    [Fact]
    public void WQ7_Ten_keys_of_one_flow_are_served_within_twenty_of_a_flow_with_a_hundred_thousand()
    {
        for (var i = 0; i < 100_000; i++) _queue.Add(new(1, $"{i}"));
        for (var i = 0; i < 1000; i++) _queue.Done(Take(_queue));
        for (var i = 0; i < 10; i++) _queue.Add(new(2, $"{i}"));
        var served = Enumerable.Range(0, 20).Count(_ => Take(_queue).Flow == 2);
        Assert.Equal(10, served);
    }

    [Fact]
    public void WQ7_A_flow_at_its_limit_waits_without_holding_a_worker()
    {
        using var queue = new WorkQueue<Key>(_time, new() { FlowOf = static k => k.Flow, FlowLimit = static flow => flow == 1 ? 2 : 100 });
        for (var i = 0; i < 50; i++) queue.Add(new(1, $"{i}"));
        for (var i = 0; i < 3; i++) queue.Add(new(2, $"{i}"));
        var taken = Enumerable.Range(0, 5).Select(_ => Take(queue)).ToList();
        Assert.Equal(2, taken.Count(k => k.Flow == 1));
        Assert.False(CanTake(queue));
        Assert.Equal(48, queue.Depth);
        Assert.Equal(0, queue.Available);
        queue.Done(taken.First(k => k.Flow == 1));
        Assert.Equal(1, Take(queue).Flow);
        Assert.False(CanTake(queue));
    }

    [Fact]
    public void WQ7_A_limit_that_rises_takes_effect_with_the_next_end_of_work()
    {
        var limit = 1;
        using var queue = new WorkQueue<Key>(_time, new() { FlowOf = static k => k.Flow, FlowLimit = _ => limit });
        for (var i = 0; i < 5; i++) queue.Add(new(1, $"{i}"));
        var first = Take(queue);
        Assert.False(CanTake(queue));
        limit = 3;
        queue.Done(first);
        Assert.Equal(3, Enumerable.Range(0, 3).Select(_ => Take(queue)).Distinct().Count());
        Assert.False(CanTake(queue));
    }

    [Fact]
    public async Task WQ8_Draining_ends_after_the_last_key_is_done_and_takes_nothing_new()
    {
        _queue.Add(new(1, "a"));
        _queue.AddAfter(new(1, "later"), TimeSpan.FromSeconds(1));
        var key = Take(_queue);
        var drained = _queue.DrainAsync(CancellationToken.None);
        _queue.Add(new(1, "b"));
        Assert.False(drained.IsCompleted);
        Assert.Null(await _queue.TakeAsync(CancellationToken.None));
        _queue.Done(key);
        await drained;
        Assert.Equal(0, _queue.Pending);
    }

    [Fact]
    public async Task WQ8_Waiting_workers_see_the_end()
    {
        var waiting = _queue.TakeAsync(CancellationToken.None).AsTask();
        _queue.Close();
        Assert.Null(await waiting);
    }

    [Fact]
    public async Task WQ10_A_wait_that_is_cancelled_takes_no_key()
    {
        using var stop = new CancellationTokenSource();
        var cancelled = _queue.TakeAsync(stop.Token).AsTask();
        var other = _queue.TakeAsync(CancellationToken.None).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _queue.Add(new(1, "a"));
        Assert.Equal(new Key(1, "a"), await other);
    }

    [Fact]
    public void WQ10_Adding_taking_and_finishing_allocate_nothing()
    {
        using var queue = new WorkQueue<int>(_time, new() { FlowOf = static k => k % 7 });
        Turn(queue, 2_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Turn(queue, 2_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Turn(WorkQueue<int> queue, int keys)
    {
        for (var i = 0; i < keys; i++)
        {
            queue.Add(i % 500);
            if (i % 3 == 0 && queue.TryTake(out var key)) queue.Done(key);
        }

        while (queue.TryTake(out var key)) queue.Done(key);
    }

    private static bool CanTake(WorkQueue<Key> queue) => queue.Available > 0;

    private static Key Take(WorkQueue<Key> queue)
    {
        Assert.True(queue.TryTake(out var key));
        return key;
    }

    private static List<string> TakeAll(WorkQueue<Key> queue)
    {
        var keys = new List<string>();
        while (CanTake(queue))
        {
            var key = Take(queue);
            keys.Add($"{key.Flow}/{key.Name}");
            queue.Forget(key);
            queue.Done(key);
        }

        return keys;
    }

    internal readonly record struct Key(int Flow, string Name);

    private sealed class CountingClock(TimeProvider inner) : TimeProvider
    {
        public int Fired { get; private set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(
            s =>
            {
                Fired++;
                callback(s);
            },
            state, dueTime, period);
    }
}
