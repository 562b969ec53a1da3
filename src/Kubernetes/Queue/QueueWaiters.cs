namespace Loadline.Kubernetes.Queue;

/// <summary>The workers that wait for a key, in the order in which they came. Guarded by the queue's lock.</summary>
internal sealed class QueueWaiters<TKey>
    where TKey : struct, IEquatable<TKey>
{
    private const int MaxSpares = 256;

    private readonly Lock _gate;
    private readonly LinkedList<QueueWaiter<TKey>> _waiting = new();
    private readonly Stack<QueueWaiter<TKey>> _spares = new();

    public QueueWaiters(Lock gate) => _gate = gate;

    public bool Any => _waiting.Count > 0;

    /// <summary>One more worker that waits.</summary>
    public QueueWaiter<TKey> Add()
    {
        var waiter = _spares.TryPop(out var spare) ? spare : new(Release, Cancel);
        _waiting.AddLast(waiter.Node);
        return waiter;
    }

    /// <summary>Takes the one that has waited longest off the list; there must be one.</summary>
    public QueueWaiter<TKey> Take()
    {
        var node = _waiting.First!;
        _waiting.RemoveFirst();
        return node.Value;
    }

    private void Cancel(QueueWaiter<TKey> waiter)
    {
        lock (_gate)
        {
            // What was given a key already has it, and must give it back by Done.
            if (waiter.Node.List is null) return;
            _waiting.Remove(waiter.Node);
        }

        waiter.Fail();
    }

    private void Release(QueueWaiter<TKey> waiter)
    {
        lock (_gate)
            if (_spares.Count < MaxSpares) _spares.Push(waiter);
    }
}
