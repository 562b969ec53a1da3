using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Informers;

/// <summary>A change of a store. Handlers run inline and may only enqueue keys (ST1).</summary>
/// <param name="Old">State before; null when the object is new.</param>
/// <param name="New">State after; null when the object went.</param>
/// <param name="IsInitial">True while the initial list is delivered.</param>
public readonly record struct StoreChange(KubeObject? Old, KubeObject? New, bool IsInitial)
{
    /// <summary>The object, new state before old.</summary>
    public KubeObject Object => New ?? Old!;
}
