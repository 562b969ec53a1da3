namespace Loadline.Kubernetes.Queue;

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
