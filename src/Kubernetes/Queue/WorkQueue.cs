using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Loadline.Kubernetes.Queue;

/// <summary>
/// A queue of keys: a queued key is not queued twice (WQ1), a key in work is not handed out again until it is done (WQ2), delayed keys keep
/// their earliest time (WQ3), failures back off per key (WQ4), higher priority goes first (WQ6) and flows share fairly inside a
/// priority (WQ7, start-time fair queueing). Adding, taking and finishing are O(log n). One lock, one timer, no thread.
/// </summary>
/// <typeparam name="TKey">Key; never an object, which would be stale by the time it is handled (WQ9).</typeparam>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue.")]
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : struct, IEquatable<TKey>
{
    /// <summary>Priority of keys that come from an initial list or a resync: real changes go first (WQ6).</summary>
    public const int LowPriority = -100;

    private static readonly TimeSpan BackoffCap = TimeSpan.FromSeconds(1000);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Func<TKey, int>? _flowOf;
    private readonly TimeSpan _baseBackoff;
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly PriorityQueue<(TKey Key, long Stamp), Rank> _ready = new();
    private readonly PriorityQueue<(TKey Key, long Stamp), long> _delayed = new();
    private readonly Dictionary<int, long> _lastTag = [];
    private readonly Queue<TaskCompletionSource<bool>> _waiters = new();
    private readonly ITimer _timer;
    private long _virtualTime;
    private long _sequence;
    private long _timerDue = long.MaxValue;
    private int _readyCount;
    private bool _closed;

    /// <summary>Creates a queue.</summary>
    /// <param name="time">Clock of delays.</param>
    /// <param name="flowOf">Flow of a key for fairness; null treats all alike.</param>
    /// <param name="baseBackoff">First delay after a failure. Default 5 ms.</param>
    public WorkQueue(TimeProvider time, Func<TKey, int>? flowOf = null, TimeSpan? baseBackoff = null)
    {
        _time = time;
        _flowOf = flowOf;
        _baseBackoff = baseBackoff ?? TimeSpan.FromMilliseconds(5);
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

    /// <summary>Keys that wait, are delayed or are in work.</summary>
    public int Pending
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>Adds since the start.</summary>
    public long Adds { get; private set; }

    /// <summary>Rate-limited adds since the start.</summary>
    public long Retries { get; private set; }

    /// <summary>Adds a key now; a queued key keeps its place, or moves up when the priority is higher.</summary>
    public void Add(TKey key, int priority = 0) => AddAt(key, priority, 0);

    /// <summary>Adds a key after a delay; an earlier time that it already has stays.</summary>
    public void AddAfter(TKey key, TimeSpan delay, int priority = 0) => AddAt(key, priority, delay <= TimeSpan.Zero ? 0 : Now() + delay.Ticks);

    /// <summary>Adds a key after its back-off, which doubles with every failure up to 1000 s (WQ4).</summary>
    /// <returns>The delay.</returns>
    public TimeSpan AddRateLimited(TKey key, int priority = 0)
    {
        TimeSpan delay;
        lock (_gate)
        {
            ref var failures = ref CollectionsMarshal.GetValueRefOrAddDefault(_failures, key, out _);
            delay = failures >= 30 ? BackoffCap : _baseBackoff * (1L << failures);
            if (delay > BackoffCap) delay = BackoffCap;
            failures++;
            Retries++;
        }

        AddAfter(key, delay, priority);
        return delay;
    }

    /// <summary>Clears a key's failures.</summary>
    public void Forget(TKey key)
    {
        lock (_gate) _failures.Remove(key);
    }

    /// <summary>Failures of a key since it was last forgotten.</summary>
    public int Failures(TKey key)
    {
        lock (_gate) return _failures.GetValueOrDefault(key);
    }

    /// <summary>Takes the next key; null after <see cref="Close"/> once nothing is left to hand out. Call <see cref="Done"/> for every key taken.</summary>
    public async ValueTask<TKey?> TakeAsync(CancellationToken ct)
    {
        while (true)
        {
            TaskCompletionSource<bool> waiter;
            lock (_gate)
            {
                if (TryTake(out var key)) return key;
                if (_closed) return null;
                waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiters.Enqueue(waiter);
            }

            await using (ct.UnsafeRegister(static w => ((TaskCompletionSource<bool>)w!).TrySetCanceled(), waiter))
                await waiter.Task;
        }
    }

    /// <summary>Ends the work on a key; if it was added meanwhile, it is queued again.</summary>
    public void Done(TKey key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || !entry.InWork) return;
            if (!entry.Again)
            {
                _entries.Remove(key);
                return;
            }

            entry.InWork = false;
            entry.Again = false;
            if (entry.Due > Now()) Delay(key, entry);
            else MakeReady(key, entry);
        }
    }

    /// <summary>Stops taking adds; delayed keys are dropped, workers see the end when the ready ones are gone (WQ8).</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_waiters.TryDequeue(out var waiter)) waiter.TrySetResult(false);
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

    private void AddAt(TKey key, int priority, long due)
    {
        lock (_gate)
        {
            if (_closed) return;
            Adds++;
            if (!_entries.TryGetValue(key, out var entry))
            {
                _entries[key] = entry = new() { Priority = priority, Due = due };
                if (due == 0) MakeReady(key, entry);
                else Delay(key, entry);
                return;
            }

            var raised = priority > entry.Priority;
            if (entry.InWork)
            {
                entry.Due = entry.Again ? Math.Min(entry.Due, due) : due;
                entry.Priority = entry.Again ? Math.Max(entry.Priority, priority) : priority;
                entry.Again = true;
                return;
            }

            if (raised) entry.Priority = priority;
            if (entry.IsReady)
            {
                if (raised) MakeReady(key, entry);
                return;
            }

            if (due == 0) MakeReady(key, entry);
            else if (due < entry.Due)
            {
                entry.Due = due;
                Delay(key, entry);
            }
        }
    }

    private bool TryTake(out TKey key)
    {
        while (_ready.TryDequeue(out var item, out var rank))
        {
            // A raised key leaves its old place behind; only the newest counts.
            if (!_entries.TryGetValue(item.Key, out var entry) || entry.Stamp != item.Stamp || !entry.IsReady) continue;
            entry.IsReady = false;
            entry.InWork = true;
            _readyCount--;
            _virtualTime = Math.Max(_virtualTime, rank.Tag);
            key = item.Key;
            return true;
        }

        key = default;
        return false;
    }

    private void MakeReady(TKey key, Entry entry)
    {
        if (!entry.IsReady) _readyCount++;
        entry.IsReady = true;
        entry.Due = 0;
        entry.Stamp = ++_sequence;
        var tag = 0L;
        if (_flowOf is not null)
        {
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastTag, _flowOf(key), out _);
            tag = last = Math.Max(_virtualTime, last) + 1;
        }

        _ready.Enqueue((key, entry.Stamp), new(-entry.Priority, tag, entry.Stamp));
        while (_waiters.TryDequeue(out var waiter))
            if (waiter.TrySetResult(true)) break;
    }

    private void Delay(TKey key, Entry entry)
    {
        entry.Stamp = ++_sequence;
        _delayed.Enqueue((key, entry.Stamp), entry.Due);
        Arm();
    }

    private void Arm()
    {
        if (!_delayed.TryPeek(out _, out var due))
        {
            _timerDue = long.MaxValue;
            return;
        }

        if (due >= _timerDue) return;
        _timerDue = due;
        var delay = TimeSpan.FromTicks(Math.Max(due - Now(), 0));
        _timer.Change(delay < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : delay, Timeout.InfiniteTimeSpan);
    }

    private void ReleaseDue()
    {
        lock (_gate)
        {
            _timerDue = long.MaxValue;
            // Timers may fire a little early; what is due within a millisecond goes with this turn.
            var now = Now() + TimeSpan.TicksPerMillisecond;
            while (_delayed.TryPeek(out var item, out var due))
            {
                var live = _entries.TryGetValue(item.Key, out var entry) && entry.Stamp == item.Stamp && !entry.IsReady && !entry.InWork;
                if (live && due > now) break;
                _delayed.Dequeue();
                if (live && !_closed) MakeReady(item.Key, entry!);
            }

            Arm();
        }
    }

    private sealed class Entry
    {
        public int Priority;
        public long Due;
        public long Stamp;
        public bool IsReady;
        public bool InWork;
        public bool Again;
    }

    private readonly record struct Rank(int NegativePriority, long Tag, long Sequence) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            var byPriority = NegativePriority.CompareTo(other.NegativePriority);
            if (byPriority != 0) return byPriority;
            var byTag = Tag.CompareTo(other.Tag);
            return byTag != 0 ? byTag : Sequence.CompareTo(other.Sequence);
        }
    }
}
