using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Informers;

/// <summary>A change of a store. Handlers run inline and may only enqueue keys (ST1).</summary>
/// <param name="Old">State before; null when the object is new.</param>
/// <param name="New">State after; null when the object went.</param>
/// <param name="IsInitial">True while the initial list is delivered.</param>
public readonly record struct StoreChange(KubeObject? Old, KubeObject? New, bool IsInitial)
{
    /// <summary>True when nothing changed and the object is merely shown again (ST9): worth a look, at low priority.</summary>
    public bool IsResync => New is not null && ReferenceEquals(Old, New);

    /// <summary>True for an object that a list no longer has, so that nobody saw how it went: a gap in the watch, a server that was restored.</summary>
    public bool IsMissing { get; init; }

    /// <summary>The object, new state before old.</summary>
    public KubeObject Object => New ?? Old!;
}
