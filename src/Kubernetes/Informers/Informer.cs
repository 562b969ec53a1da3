namespace Loadline.Kubernetes.Informers;

/// <summary>A share of a watch and its local copy. Dispose of it to let go; the last share that goes ends the watch.</summary>
public sealed class Informer : IDisposable
{
    private Action? _release;

    internal Informer(ObjectStore store, Reflector reflector, Action release)
    {
        Store = store;
        Reflector = reflector;
        _release = release;
    }

    /// <summary>The local copy.</summary>
    public ObjectStore Store { get; }

    /// <summary>What keeps it.</summary>
    public Reflector Reflector { get; }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
