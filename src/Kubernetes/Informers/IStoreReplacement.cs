using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Informers;

/// <summary>
/// A new state of a sink in the making: what is added shows only when it is complete (ST2). A sink that reduces objects does so here, one by one, so that
/// the objects of a large state are never in memory together.
/// </summary>
public interface IStoreReplacement
{
    /// <summary>An object of the new state; a later one with the same key replaces it.</summary>
    void Add(KubeObject item);

    /// <summary>An object that went while the state was read.</summary>
    void Remove(KubeObject item);

    /// <summary>The state is complete: the sink changes to it. What is given up before is forgotten without it.</summary>
    /// <param name="resourceVersion">Version of the state.</param>
    void Commit(string resourceVersion);
}

/// <summary>For sinks that want the whole state at once.</summary>
internal sealed class CollectedReplacement(IStoreSink sink) : IStoreReplacement
{
    private readonly Dictionary<ObjectKey, KubeObject> _items = [];

    public void Add(KubeObject item) => _items[item.Key] = item;

    public void Remove(KubeObject item) => _items.Remove(item.Key);

    public void Commit(string resourceVersion) => sink.Replace([.. _items.Values], resourceVersion);
}
