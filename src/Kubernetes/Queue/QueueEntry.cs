namespace Loadline.Kubernetes.Queue;

/// <summary>Where a key stands.</summary>
internal enum EntryState : byte
{
    /// <summary>Not queued; kept only because its failures count.</summary>
    Idle,

    /// <summary>Waits for its time.</summary>
    Delayed,

    /// <summary>Waits to be handed out.</summary>
    Ready,

    /// <summary>Handed out.</summary>
    InWork,
}

/// <summary>What the queue knows of one key. Entries are used again, so that a queue in motion allocates nothing.</summary>
internal sealed class QueueEntry<TKey> : IHeapMember
    where TKey : struct, IEquatable<TKey>
{
    public TKey Key;
    public QueueFlow<TKey> Flow = null!;
    public long Due;
    public long Sequence;
    public int Priority;
    public int Failures;
    public EntryState State;

    /// <summary>Added again while in work.</summary>
    public bool Again;

    public int HeapIndex { get; set; } = -1;
}

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
}

/// <summary>Higher priority first, first come first served inside a priority (WQ6).</summary>
internal readonly struct ReadyOrder<TKey> : IComparer<QueueEntry<TKey>>
    where TKey : struct, IEquatable<TKey>
{
    public int Compare(QueueEntry<TKey>? x, QueueEntry<TKey>? y) =>
        x!.Priority != y!.Priority ? y.Priority.CompareTo(x.Priority) : x.Sequence.CompareTo(y.Sequence);
}

/// <summary>Earliest first.</summary>
internal readonly struct DueOrder<TKey> : IComparer<QueueEntry<TKey>>
    where TKey : struct, IEquatable<TKey>
{
    public int Compare(QueueEntry<TKey>? x, QueueEntry<TKey>? y) => x!.Due != y!.Due ? x.Due.CompareTo(y.Due) : x.Sequence.CompareTo(y.Sequence);
}

/// <summary>The flow whose first item has the highest priority; among equals the one that has had least (WQ7), then the one that came first.</summary>
internal readonly struct FlowOrder<TKey> : IComparer<QueueFlow<TKey>>
    where TKey : struct, IEquatable<TKey>
{
    public int Compare(QueueFlow<TKey>? x, QueueFlow<TKey>? y)
    {
        var a = x!.Ready.First;
        var b = y!.Ready.First;
        if (a.Priority != b.Priority) return b.Priority.CompareTo(a.Priority);
        return x.Tag != y.Tag ? x.Tag.CompareTo(y.Tag) : a.Sequence.CompareTo(b.Sequence);
    }
}
