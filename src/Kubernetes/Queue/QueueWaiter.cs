using System.Threading.Tasks.Sources;

namespace Loadline.Kubernetes.Queue;

/// <summary>One worker that waits for a key. Used again, so that waiting allocates nothing (WQ10).</summary>
internal sealed class QueueWaiter<TKey> : IValueTaskSource<TKey?>
    where TKey : struct, IEquatable<TKey>
{
    private readonly Action<QueueWaiter<TKey>> _release;
    private readonly Action<QueueWaiter<TKey>> _cancel;
    private ManualResetValueTaskSourceCore<TKey?> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _ct;

    public QueueWaiter(Action<QueueWaiter<TKey>> release, Action<QueueWaiter<TKey>> cancel)
    {
        _release = release;
        _cancel = cancel;
    }

    /// <summary>The place among those that wait; null when it waits no longer. Guarded by the queue's lock.</summary>
    public LinkedListNode<QueueWaiter<TKey>> Node => field ??= new(this);

    public ValueTask<TKey?> Task => new(this, _core.Version);

    /// <summary>Outside the queue's lock: a token that has ended already calls back at once.</summary>
    public void Watch(CancellationToken ct)
    {
        _ct = ct;
        _registration = ct.UnsafeRegister(static w => ((QueueWaiter<TKey>)w!).Cancel(), this);
    }

    public void Give(TKey? key) => _core.SetResult(key);

    /// <summary>After the queue has taken it off its list.</summary>
    public void Fail() => _core.SetException(new OperationCanceledException(_ct));

    TKey? IValueTaskSource<TKey?>.GetResult(short token)
    {
        _registration.Dispose();
        _registration = default;
        _ct = default;
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _release(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TKey?>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TKey?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel() => _cancel(this);
}
