namespace Loadline.Registry.Map;

/// <summary>
/// What a schedule explorer needs to see of lock-free code: every access to shared memory goes through one of these members. The code is
/// generic over the probe, and the probe of production code is an empty struct, so that the compiler leaves nothing of it.
/// </summary>
internal interface IProbe
{
    /// <summary>Called before a load or a store of shared memory; another thread may run here.</summary>
    static abstract void BeforeAccess();

    /// <summary>Called before an interlocked operation: a full fence, so that delayed stores of this thread become visible first.</summary>
    static abstract void BeforeAtomic();

    /// <summary>Called where loads are kept from moving up, and nothing else happens.</summary>
    static abstract void ReadBarrier();

    /// <summary>Called before this thread looks again for what another one has to do first.</summary>
    static abstract void BeforeWait();

    /// <summary>Whether stores may be held back, as a store buffer does; false lets the compiler remove everything about it.</summary>
    static abstract bool DelaysStores { get; }

    /// <summary>Takes over a store with release order: performs it now or later, in order with this thread's other stores.</summary>
    static abstract void Store(object owner, int index, object? value, Action<object, int, object?> perform);

    /// <summary>A store of this thread that is still held back: a processor reads its own store buffer.</summary>
    static abstract bool TryForward(object owner, int index, out object? value);

    /// <summary>The value that a load of a word may return where loads may be performed early; <paramref name="current"/> otherwise.</summary>
    static abstract long Observe(object owner, long current);

    /// <summary>Copies a value that may be wider than a word: not atomic.</summary>
    static abstract void Copy<T>(ref T target, ref readonly T source);
}
