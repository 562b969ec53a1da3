using System.Numerics;

namespace Loadline.Registry.Map;

/// <summary>How many shards a map should have.</summary>
public static class ShardCounts
{
    private const int EntriesPerShard = 16;
    private const int Fewest = 64;
    private const int Most = 4096;

    /// <summary>The number for an expected number of entries.</summary>
    public static int For(int entries) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(entries / EntriesPerShard, Fewest, Most));
}
