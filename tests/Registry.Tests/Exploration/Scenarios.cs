using static Loadline.Registry.Exploration.Checking.Op;

namespace Loadline.Registry.Exploration;

/// <summary>The programs that are explored: each makes a few operations meet in every way.</summary>
internal static class Scenarios
{
    private const ulong K0 = 0x01, K1 = 0x01_00, K0K1 = 0x01_01;
    private const ulong Even = 0x00FF_00FF_00FF_00FF;

    public static IReadOnlyList<Scenario> Maps { get; } =
    [
        Scenario.OfMap("an addition is seen and counted at once", 2, 0, [Add(0, 1)], [Get(0), Count, Get(0)]),
        Scenario.OfMap("a removal is seen and counted at once", 2, K0, [Remove(0)], [Get(0), Count, Get(0)]),
        Scenario.OfMap("two add one key", 2, 0, [Add(0, 1), Count], [Add(0, 2), Count]),
        Scenario.OfMap("two set one key", 2, 0, [Set(0, 1), Count], [Set(0, 2), Count], [Snapshot]),
        Scenario.OfMap("two remove one key", 2, K0K1, [Remove(0), Count], [Remove(0), Count]),
        Scenario.OfMap("additions in two shards", 2, 0, [Add(0, 1), Get(1)], [Add(1, 1), Get(0)], [Count, Snapshot]),
        Scenario.OfMap("additions in one shard", 1, 0, [Add(0, 1), Count], [Add(1, 1), Count], [Snapshot, Count]),
        Scenario.OfMap("a snapshot sees what came before", 2, 0, [Add(0, 1), Add(1, 1)], [Snapshot, Snapshot]),
        Scenario.OfMap("a snapshot of ordered updates", 2, K0K1, [Set(0, 2), Set(1, 2), Set(0, 3)], [Snapshot, Snapshot]),
        Scenario.OfMap("two snapshots and two writers", 2, K0K1, [Set(0, 2), Set(1, 2)], [Snapshot], [Snapshot]),
        Scenario.OfMap("snapshots while one shard moves on", 2, K0K1, [Set(0, 2), Set(0, 3), Set(0, 4)], [Snapshot], [Set(1, 2), Snapshot]),
        Scenario.OfMap("size, snapshot and churn", 2, K0, [Remove(0), Add(0, 2)], [Add(1, 1)], [Count, Snapshot]),
        Scenario.OfMap("update and remove", 2, K0, [Update(0, 1, 2), Get(0)], [Remove(0), Add(0, 1)], [Snapshot]),
        Scenario.OfMap("set and remove of one key", 2, K0, [Set(0, 2), Count], [Remove(0), Count]),
        Scenario.OfMap("an absent key is removed", 2, K1 | 0x01_0000, [Remove(0), Count], [Add(0, 1), Count]),
        Scenario.OfMap("a batch is one step", 2, 0, [AddEven(0x0002_0001)], [Get(0), Get(2), Count], [Snapshot]),
        Scenario.OfMap("a batch meets an addition", 2, 0, [AddEven(0x0002_0001)], [Add(2, 5), Count]),
        Scenario.OfMap("a replacement keeps what stays", 2, K0, [ReplaceEven(0x0002_0001)], [Get(0), Count, Get(2)], [Snapshot]),
        Scenario.OfMap("a replacement of equal size", 2, K0, [ReplaceEven(0x0002_0000)], [Snapshot, Count], [Set(1, 1)]),
        Scenario.OfMap("clearing meets an addition", 2, 0x0001_0001, [ClearEven], [Add(4, 1), Count], [Count, Snapshot]),
        Scenario.OfMap("three threads, every operation", 2, K1, [Set(0, 1), Remove(1)], [Add(1, 2), Snapshot], [Count, Get(1)]),
        Scenario.OfMapWithFewPlaces("more snapshots than can announce their clock", 2, K0K1, [Set(0, 2), Set(0, 3)], [Snapshot], [Snapshot]),
        Scenario.OfMap("snapshots follow each other", 2, 0, [Add(0, 1), Snapshot], [Add(1, 1), Snapshot], [Set(0, 2), Snapshot]),
    ];

    public static IReadOnlyList<Scenario> Cells { get; } =
    [
        Scenario.OfCell("a cell is written and read", [Set(0, 2), Set(0, 3)], [Get(0), Get(0)]),
        Scenario.OfCell("two write a cell", [Set(0, 2), Set(0, 3)], [Set(0, 4), Get(0)]),
        Scenario.OfCell("two write a cell and one reads", [Set(0, 2)], [Set(0, 3)], [Get(0), Get(0)]),
        Scenario.OfCell("a cell is written twice during a read", [Set(0, 2), Set(0, 3), Set(0, 4), Set(0, 5)], [Get(0)]),
    ];

    public static IReadOnlyList<Scenario> Preallocs { get; } =
    [
        Scenario.OfPrealloc("an addition is seen and counted", 0, [Add(0, 1)], [Get(0), Count, Get(0)]),
        Scenario.OfPrealloc("a removal is seen and counted", K0, [Remove(0)], [Get(0), Count]),
        Scenario.OfPrealloc("two add one key", 0, [Add(0, 1), Count], [Add(0, 2), Count]) with { WritersWait = true },
        Scenario.OfPrealloc("two remove one key", K0K1, [Remove(0), Count], [Remove(0), Count]),
        Scenario.OfPrealloc("a slot is used again", K0, [Remove(0), Add(0, 2)], [Get(0), Count]),
        Scenario.OfPrealloc("churn of two keys", K0, [Remove(0), Add(0, 2)], [Add(1, 1), Count], [Count]),
        Scenario.OfPrealloc("a reader meets churn", K0, [Remove(0), Add(0, 2), Remove(0)], [Get(0), Get(0)]),
    ];

    public static IEnumerable<Scenario> All => [.. Maps, .. Cells, .. Preallocs];

    private static Checking.Op ClearEven { get; } = new(Checking.OpKind.ClearShard, Shard: Even);

    private static Checking.Op AddEven(ulong content) => new(Checking.OpKind.AddBatch, Content: content, Shard: Even);

    private static Checking.Op ReplaceEven(ulong content) => new(Checking.OpKind.ReplaceShard, Content: content, Shard: Even);
}
