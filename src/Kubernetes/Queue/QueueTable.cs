using System.Runtime.InteropServices;

namespace Loadline.Kubernetes.Queue;

/// <summary>The keys that a queue knows and the flows that they belong to. What is given back is used again, so that a queue in motion allocates nothing.</summary>
internal sealed class QueueTable<TKey>(Func<TKey, int>? flowOf)
    where TKey : struct, IEquatable<TKey>
{
    // What a burst needed beyond this is left to the collector: it must not be remembered for ever.
    private const int MaxSpares = 1024;

    private readonly Dictionary<TKey, QueueEntry<TKey>> _entries = [];
    private readonly Dictionary<int, QueueFlow<TKey>> _flows = [];
    private readonly Stack<QueueEntry<TKey>> _spareEntries = new();
    private readonly Stack<QueueFlow<TKey>> _spareFlows = new();

    public int Flows => _flows.Count;

    public QueueEntry<TKey>? Find(TKey key) => _entries.GetValueOrDefault(key);

    /// <summary>The key's entry; a new one is idle.</summary>
    public QueueEntry<TKey> GetOrAdd(TKey key)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out var exists);
        if (exists) return entry!;
        entry = _spareEntries.TryPop(out var spare) ? spare : new();
        entry.Key = key;
        entry.Flow = FlowOf(key);
        entry.Flow.Entries++;
        return entry;
    }

    /// <summary>Forgets an entry that is in no heap, and its flow when it was the last one.</summary>
    public void Remove(QueueEntry<TKey> entry)
    {
        _entries.Remove(entry.Key);
        var flow = entry.Flow;
        if (--flow.Entries == 0)
        {
            _flows.Remove(flow.Id);
            (flow.Tag, flow.RetryDue, flow.InWork) = (0, 0, 0);
            if (_spareFlows.Count < MaxSpares) _spareFlows.Push(flow);
        }

        (entry.Key, entry.Flow, entry.State, entry.Again, entry.Failures) = (default, null!, EntryState.Idle, false, 0);
        if (_spareEntries.Count < MaxSpares) _spareEntries.Push(entry);
    }

    private QueueFlow<TKey> FlowOf(TKey key)
    {
        var id = flowOf?.Invoke(key) ?? 0;
        ref var flow = ref CollectionsMarshal.GetValueRefOrAddDefault(_flows, id, out var exists);
        if (exists) return flow!;
        flow = _spareFlows.TryPop(out var spare) ? spare : new();
        flow.Id = id;
        return flow;
    }
}
