using System.Diagnostics.CodeAnalysis;
using Loadline.Registry.Map;

namespace Loadline.Registry.Prealloc;

/// <summary>
/// A concurrent map of fixed capacity that never allocates after it is made, with an exact size. Made for paths where garbage
/// hurts, not for speed. A key keeps its slot when it is removed: the capacity counts every key that was ever added.
/// <para>
/// Readers never wait. Two writers of one key may wait for each other while that key is being added.
/// </para>
/// </summary>
/// <typeparam name="TKey">Keys; strings are compared by ordinal.</typeparam>
/// <typeparam name="TValue">Values; of any width, they are never read torn.</typeparam>
public sealed class PreallocMap<TKey, TValue>
    where TKey : notnull
{
    private readonly SlotTable<TKey, TValue, NoProbe> _table;

    /// <summary>An empty map.</summary>
    /// <param name="capacity">Distinct keys that certainly fit, 1 to 2,097,152.</param>
    /// <param name="comparer">Compares keys; by default ordinal for strings, and the type's own for others.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not such a capacity.</exception>
    public PreallocMap(int capacity, IEqualityComparer<TKey>? comparer = null) =>
        _table = new(capacity, comparer, (ulong)Random.Shared.NextInt64());

    /// <summary>Distinct keys that certainly fit.</summary>
    public int Capacity => _table.Capacity;

    /// <summary>How many entries there are, exactly, at the instant of the call.</summary>
    public int Count => _table.Count;

    /// <summary>The value of a key.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _table.TryGet(key, out value);

    /// <summary>Adds a key.</summary>
    public AddOutcome TryAdd(TKey key, TValue value) => _table.TryAdd(key, value);

    /// <summary>Removes a key.</summary>
    /// <returns>False when it was absent.</returns>
    public bool TryRemove(TKey key) => _table.TryRemove(key);
}
