namespace Loadline.Registry.Map;

/// <summary>The shards in which two snapshots differ, found by comparing references: no allocation, no look at entries.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
public ref struct ShardChanges<TKey, TValue>
    where TKey : notnull
{
    private readonly ReadOnlySpan<ShardState<TKey, TValue>> _newer;
    private readonly ReadOnlySpan<ShardState<TKey, TValue>> _older;

    internal ShardChanges(ReadOnlySpan<ShardState<TKey, TValue>> newer, ReadOnlySpan<ShardState<TKey, TValue>> older)
    {
        _newer = newer;
        _older = older;
        Current = -1;
    }

    /// <summary>Number of a shard that differs.</summary>
    public int Current { readonly get; private set; }

    /// <summary>Goes to the next one.</summary>
    public bool MoveNext()
    {
        while (++Current < _newer.Length)
        {
            if (!ReferenceEquals(_newer[Current], _older[Current])) return true;
        }

        return false;
    }

    /// <summary>Itself, for <c>foreach</c>.</summary>
    public readonly ShardChanges<TKey, TValue> GetEnumerator() => this;
}
