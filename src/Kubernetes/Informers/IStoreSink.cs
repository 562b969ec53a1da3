using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Informers;

/// <summary>
/// Where a reflector delivers what it sees. One reflector calls one sink from one loop at a time; a sink keeps whole objects, or reduces
/// them to what it needs and forgets them.
/// </summary>
public interface IStoreSink
{
    /// <summary>The complete state at a version; what is not in it is gone (ST2).</summary>
    void Replace(IReadOnlyList<KubeObject> items, string resourceVersion);

    /// <summary>Begins a new state; until it is committed the old one stays. By default what is added is collected for <see cref="Replace"/>.</summary>
    IStoreReplacement BeginReplace() => new CollectedReplacement(this);

    /// <summary>An object appeared or changed.</summary>
    void Upsert(KubeObject item);

    /// <summary>A bookmark: everything up to this version has been delivered.</summary>
    void Advance(string resourceVersion)
    {
    }

    /// <summary>An object went; <paramref name="last"/> is its last state.</summary>
    void Remove(KubeObject last);
}
