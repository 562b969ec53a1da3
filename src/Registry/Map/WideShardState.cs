namespace Loadline.Registry.Map;

/// <summary>The state of a shard that has outgrown one block of tags: a map with too few shards, or keys with equal hashes.</summary>
internal sealed class WideShardState<TKey, TValue>(
    TagBlock[] blocks, TKey[] keys, TValue[] values, int delta, ShardState<TKey, TValue>? previous)
    : ShardState<TKey, TValue>(blocks[0], keys, values.Length, values, default, delta, previous)
    where TKey : notnull
{
    public override ReadOnlySpan<TagBlock> Blocks => blocks;
}
