using System.Diagnostics.CodeAnalysis;

namespace Loadline.Kubernetes.Queue;

/// <summary>
/// A queue of keys: a queued key is not queued twice (WQ1), a key in work is not handed out again until it is done (WQ2), delayed keys keep
/// their earliest time (WQ3), failures back off per key (WQ4) and per flow (WQ5), higher priority goes first (WQ6), and flows share fairly inside a
/// priority by start-time fair queueing (WQ7) with a bound on how much of each may be in work. Adding, taking and finishing are O(log n) and allocate
/// nothing once the queue has been as large before (WQ10). One lock, one timer, no thread.
/// </summary>
/// <typeparam name="TKey">Key; never an object, which would be stale by the time it is handled (WQ9).</typeparam>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue.")]
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : struct, IEquatable<TKey>
{
    /// <summary>Priority of keys that come from an initial list or a resync: real changes go first (WQ6).</summary>
    public const int LowPriority = -100;

    // Timers take no more than 49.7 days; what is due later is looked at again.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly WorkQueueOptions<TKey> _options;
    private readonly long _retryInterval;
    private readonly QueueTable<TKey> _table;
    private readonly IntrusiveHeap<QueueFlow<TKey>, FlowOrder<TKey>> _ready = new();
    private readonly IntrusiveHeap<QueueEntry<TKey>, DueOrder<TKey>> _delayed = new();
    private readonly QueueWaiters<TKey> _waiters;
    private readonly ITimer _timer;
    private TaskCompletionSource? _drained;
    private long _virtualTime;
    private long _sequence;
    private long _timerDue = long.MaxValue;
    private long _adds;
    private long _retries;
    private int _readyCount;
    private int _available;
    private int _inWork;
    private bool _closed;

    /// <summary>Creates a queue.</summary>
    /// <param name="time">Clock of delays.</param>
    /// <param name="options">Flows and back-off; null: one flow, the defaults of <see cref="WorkQueueOptions{TKey}"/>.</param>
    public WorkQueue(TimeProvider time, WorkQueueOptions<TKey>? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _options = options ?? new();
        _table = new(_options.FlowOf);
        _waiters = new(_gate);
        _retryInterval = (long)(TimeSpan.TicksPerSecond / _options.RetriesPerSecond);
        _timer = time.CreateTimer(static q => ((WorkQueue<TKey>)q!).ReleaseDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keys that wait to be handed out now.</summary>
    public int Depth
    {
        get
        {
            lock (_gate) return _readyCount;
        }
    }

    /// <summary>Keys that a worker could take now: those that wait, without those whose flow is at its limit.</summary>
    public int Available
    {
        get
        {
            lock (_gate) return _available;
        }
    }

    /// <summary>Keys that wait, are delayed or are in work.</summary>
    public int Pending
    {
        get
        {
            lock (_gate) return _readyCount + _delayed.Count + _inWork;
        }
    }

    /// <summary>Flows that have keys; for tests.</summary>
    internal int Flows
    {
        get
        {
            lock (_gate) return _table.Flows;
        }
    }

    /// <summary>Adds since the start.</summary>
    public long Adds => Interlocked.Read(ref _adds);

    /// <summary>Rate-limited adds since the start.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Adds a key now; a queued key keeps its place, or moves to the end of the level above when the priority is higher.</summary>
    public void Add(TKey key, int priority = 0)
    {
        lock (_gate)
            if (!_closed) AddAt(_table.GetOrAdd(key), priority, 0);
    }

    /// <summary>Adds a key after a delay; an earlier time that it already has stays (WQ3).</summary>
    /// <param name="key">Key.</param>
    /// <param name="delay">Delay; none when not positive.</param>
    /// <param name="priority">Priority; null keeps the one that the key is in work with.</param>
    public void AddAfter(TKey key, TimeSpan delay, int? priority = null)
    {
        lock (_gate)
        {
            if (_closed) return;
            var entry = _table.GetOrAdd(key);
            AddAt(entry, priority ?? PriorityOf(entry), delay <= TimeSpan.Zero ? 0 : DueAfter(delay));
        }
    }

    /// <summary>Adds a key after its back-off (WQ4), or later when its flow has had its share of retries (WQ5).</summary>
    /// <param name="key">Key.</param>
    /// <param name="priority">Priority; null keeps the one that the key is in work with.</param>
    /// <returns>The delay.</returns>
    public TimeSpan AddRateLimited(TKey key, int? priority = null)
    {
        lock (_gate)
        {
            if (_closed) return TimeSpan.Zero;
            var entry = _table.GetOrAdd(key);
            var now = Now();
            var retryDelay = _options.FlowOf is null ? 0 : entry.Flow.NextRetry(now, _retryInterval, _options.RetryBurst);
            var delay = Math.Max(_options.Backoff(entry.Failures++), retryDelay);
            _retries++;
            AddAt(entry, priority ?? PriorityOf(entry), now + delay);
            return TimeSpan.FromTicks(delay);
        }
    }

    /// <summary>Clears a key's failures.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            if (_table.Find(key) is not { } entry) return;
            entry.Failures = 0;
            if (entry.State == EntryState.Idle) _table.Remove(entry);
        }
    }

    /// <summary>Failures of a key since it was last forgotten.</summary>
    public int Failures(TKey key)
    {
        lock (_gate) return _table.Find(key)?.Failures ?? 0;
    }

    /// <summary>Takes the next key if one is available; call <see cref="Done"/> for it.</summary>
    public bool TryTake(out TKey key)
    {
        lock (_gate) return TryNext(out key);
    }

    /// <summary>Takes the next key; null after <see cref="Close"/> once nothing is left to hand out. Call <see cref="Done"/> for every key taken.</summary>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public ValueTask<TKey?> TakeAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested) return ValueTask.FromCanceled<TKey?>(ct);
        QueueWaiter<TKey> waiter;
        lock (_gate)
        {
            if (TryNext(out var key)) return new(key);
            if (_closed && _readyCount == 0) return new((TKey?)null);
            waiter = _waiters.Add();
        }

        var task = waiter.Task;
        if (ct.CanBeCanceled) waiter.Watch(ct);
        return task;
    }

    /// <summary>Ends the work on a key; if it was added meanwhile, it is queued again.</summary>
    public void Done(TKey key)
    {
        lock (_gate)
        {
            if (_table.Find(key) is not { State: EntryState.InWork } entry) return;
            var flow = entry.Flow;
            flow.InWork--;
            _inWork--;
            if (entry.Again && !_closed)
            {
                entry.Again = false;
                if (entry.Due > Now()) Delay(entry);
                else MakeReady(entry);
            }
            else if (entry.Failures > 0 && !_closed)
            {
                entry.State = EntryState.Idle;
                entry.Again = false;
            }
            else
            {
                _table.Remove(entry);
            }

            // Its flow may have waited for this place.
            if (flow.Entries > 0) Offer(flow);
            Serve();
            if (_closed) EndWaiting();
        }
    }

    /// <summary>Stops taking adds; delayed keys are dropped, workers see the end when the ready ones are gone (WQ8).</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            while (_delayed.Count > 0) _table.Remove(_delayed.Take());
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            EndWaiting();
        }
    }

    /// <summary>Closes the queue and waits until every key that was handed out, and every one that was ready, is done (WQ8).</summary>
    public Task DrainAsync(CancellationToken ct)
    {
        Close();
        lock (_gate)
        {
            if (_inWork + _readyCount == 0) return Task.CompletedTask;
            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task.WaitAsync(ct);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _timer.Dispose();
    }

    // Monotonic, so that a clock that is set cannot hold work back; never 0, which means "now".
    private long Now() => _time.GetElapsedTime(0).Ticks + 1;

    private long DueAfter(TimeSpan delay) => Now() is var now && delay.Ticks < long.MaxValue - 1 - now ? now + delay.Ticks : long.MaxValue - 1;

    private static int PriorityOf(QueueEntry<TKey> entry) => entry.State == EntryState.InWork ? entry.Priority : 0;

    private void AddAt(QueueEntry<TKey> entry, int priority, long due)
    {
        _adds++;
        switch (entry.State)
        {
            case EntryState.Idle:
                entry.Priority = priority;
                entry.Due = due;
                if (due == 0) MakeReady(entry);
                else Delay(entry);
                break;
            case EntryState.InWork:
                entry.Due = entry.Again ? Math.Min(entry.Due, due) : due;
                entry.Priority = entry.Again ? Math.Max(entry.Priority, priority) : priority;
                entry.Again = true;
                break;
            case EntryState.Ready when priority > entry.Priority:
                Unready(entry);
                entry.Priority = priority;
                MakeReady(entry);
                break;
            case EntryState.Delayed:
                entry.Priority = Math.Max(entry.Priority, priority);
                if (due >= entry.Due) break;
                _delayed.Remove(entry);
                entry.Due = due;
                if (due == 0) MakeReady(entry);
                else Delay(entry);
                break;
        }

        Serve();
    }

    private void MakeReady(QueueEntry<TKey> entry)
    {
        entry.State = EntryState.Ready;
        entry.Due = 0;
        entry.Sequence = ++_sequence;
        _readyCount++;
        var flow = entry.Flow;
        flow.Ready.Add(entry);
        if (flow.HeapIndex < 0)
        {
            Offer(flow);
            return;
        }

        _available++;
        _ready.Moved(flow);
    }

    private void Unready(QueueEntry<TKey> entry)
    {
        var flow = entry.Flow;
        _readyCount--;
        if (flow.HeapIndex >= 0)
        {
            // Its rank is that of its first item, and it may have none in a moment.
            _ready.Remove(flow);
            _available -= flow.Ready.Count;
        }

        flow.Ready.Remove(entry);
        Offer(flow);
    }

    /// <summary>Puts a flow among those that are served, if it has something to give and is below its limit.</summary>
    private void Offer(QueueFlow<TKey> flow)
    {
        if (flow.HeapIndex >= 0 || flow.Ready.Count == 0) return;
        if (_options.FlowLimit is { } limit && flow.InWork >= Math.Max(1, limit(flow.Id))) return;
        // Time in which it had nothing to give, or was at its limit, is not credit.
        flow.Tag = Math.Max(_virtualTime, flow.Tag);
        _ready.Add(flow);
        _available += flow.Ready.Count;
    }

    private bool TryNext(out TKey key)
    {
        if (_ready.Count == 0)
        {
            key = default;
            return false;
        }

        var flow = _ready.Take();
        _available -= flow.Ready.Count;
        _virtualTime = Math.Max(_virtualTime, flow.Tag);
        flow.Tag++;
        var entry = flow.Ready.Take();
        entry.State = EntryState.InWork;
        flow.InWork++;
        _inWork++;
        _readyCount--;
        Offer(flow);
        key = entry.Key;
        return true;
    }

    /// <summary>Hands what is ready to those that wait.</summary>
    private void Serve()
    {
        while (_waiters.Any && TryNext(out var key)) _waiters.Take().Give(key);
    }

    private void EndWaiting()
    {
        if (_readyCount > 0) return;
        while (_waiters.Any) _waiters.Take().Give(null);
        if (_inWork == 0) _drained?.TrySetResult();
    }

    private void Delay(QueueEntry<TKey> entry)
    {
        entry.State = EntryState.Delayed;
        entry.Sequence = ++_sequence;
        _delayed.Add(entry);
        Arm();
    }

    private void Arm()
    {
        if (_delayed.Count == 0)
        {
            _timerDue = long.MaxValue;
            return;
        }

        var due = _delayed.First.Due;
        if (due >= _timerDue) return;
        _timerDue = due;
        var sleep = Math.Clamp(due - Now(), ShortestSleep.Ticks, LongestSleep.Ticks);
        _timer.Change(TimeSpan.FromTicks(sleep), Timeout.InfiniteTimeSpan);
    }

    private void ReleaseDue()
    {
        lock (_gate)
        {
            _timerDue = long.MaxValue;
            // Timers may fire a little early; what is due within a millisecond goes with this turn.
            var now = Now() + TimeSpan.TicksPerMillisecond;
            while (_delayed.Count > 0 && _delayed.First.Due <= now) MakeReady(_delayed.Take());
            Serve();
            Arm();
        }
    }
}
