namespace Loadline.Kubernetes.Queue;

/// <summary>The entries of one flow that are ready, and what fairness needs to know about it.</summary>
internal sealed class QueueFlow<TKey> : IHeapMember
    where TKey : struct, IEquatable<TKey>
{
    public int Id;

    /// <summary>Entries of the flow in any state; a flow without any is forgotten.</summary>
    public int Entries;

    public int InWork;

    /// <summary>Start tag of the flow's next item, in virtual time (WQ7).</summary>
    public long Tag;

    /// <summary>Theoretical arrival time of the next retry that is within the flow's rate, in ticks (WQ5).</summary>
    public long RetryDue;

    public IntrusiveHeap<QueueEntry<TKey>, ReadyOrder<TKey>> Ready { get; } = new();

    public int HeapIndex { get; set; } = -1;

    /// <summary>A leaky bucket as one number: in how many ticks the flow's next retry may be at the earliest.</summary>
    public long NextRetry(long now, long interval, int burst)
    {
        RetryDue = Math.Max(now, RetryDue) + interval;
        return Math.Max(0, RetryDue - now - (interval * burst));
    }
}
