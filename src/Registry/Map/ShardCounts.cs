using System.Runtime.CompilerServices;

namespace Loadline.Registry.Map;

/// <summary>How many shards a map should have, and which of them a hash belongs to.</summary>
public static class ShardCounts
{
    // With more of them a pass over all entries waits longer at the ends of shards, with fewer a write copies more.
    private const int EntriesPerShard = 20;
    private const int Fewest = 48;
    private const int Most = 4096;

    /// <summary>The number for an expected number of entries.</summary>
    public static int For(int entries) => Math.Clamp(entries / EntriesPerShard, Fewest, Most);

    /// <summary>The shard of a hash: each gets an equal range of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int ShardOf(uint hash, int shards) => (int)(((ulong)hash * (uint)shards) >> 32);
}
