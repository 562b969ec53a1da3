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
