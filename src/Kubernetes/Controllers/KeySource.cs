using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Queue;

namespace Loadline.Kubernetes.Controllers;

/// <summary>
/// Turns the changes of a store into keys of a queue (CL9): those that concern the object as it was and those that concern it as it is, so that what an object
/// leaves is looked at as well as what it joins. What comes from a first list or a resync goes in at low priority (WQ6).
/// </summary>
/// <param name="queue">Queue.</param>
/// <param name="keysOf">Keys that an object concerns.</param>
/// <param name="when">Which changes count; null for all. See <see cref="ChangePredicates"/>.</param>
public sealed class KeySource<TKey>(WorkQueue<TKey> queue, Func<KubeObject, IEnumerable<TKey>> keysOf, Func<StoreChange, bool>? when = null)
    where TKey : struct, IEquatable<TKey>
{
    /// <summary>A handler for <see cref="ObjectStore.Subscribe"/>.</summary>
    public void Handle(StoreChange change)
    {
        if (when is not null && !when(change)) return;
        var priority = change.IsInitial || change.IsResync ? WorkQueue<TKey>.LowPriority : 0;
        // Once each: a key that is added twice may be in work already when it comes the second time, and would be worked on twice.
        TKey[] now = change.New is null ? [] : [.. keysOf(change.New)];
        foreach (var key in now) queue.Add(key, priority);
        if (change.Old is null || change.IsResync) return;
        foreach (var key in keysOf(change.Old))
            if (Array.IndexOf(now, key) < 0) queue.Add(key, priority);
    }
}
