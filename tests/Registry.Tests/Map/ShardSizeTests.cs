using System.Globalization;
using Loadline.Registry.Map;

namespace Loadline.Registry.Tests.Map;

/// <summary>One shard through all its sizes: from none to some blocks of tags and back.</summary>
public sealed class ShardSizeTests
{
    private const int Most = 100;

    private static readonly string[] Names = [.. Enumerable.Range(0, Most).Select(static i => "member-" + i.ToString(CultureInfo.InvariantCulture))];

    public static TheoryData<string> Orders => ["newest first", "oldest first", "from the middle"];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Every_entry_is_found_and_nothing_else_at_every_size(string order)
    {
        var map = new VersionedShardMap<string, string>(1);
        var present = new HashSet<string>();
        foreach (var name in Names)
        {
            Assert.True(map.TryAdd(name, name + "!"));
            present.Add(name);
            Check(map, present);
        }

        while (present.Count > 0)
        {
            var name = order switch
            {
                "newest first" => Names[present.Count - 1],
                "oldest first" => Names[Most - present.Count],
                _ => Names.Where(present.Contains).ElementAt(present.Count / 2),
            };
            Assert.True(map.TryRemove(name, out var value));
            Assert.Equal(name + "!", value);
            present.Remove(name);
            Check(map, present);
        }
    }

    [Fact]
    public void Values_are_replaced_at_every_size()
    {
        var map = new VersionedShardMap<string, string>(1);
        for (var size = 1; size <= Most; size++)
        {
            map.Set(Names[size - 1], "");
            for (var i = 0; i < size; i++) Assert.False(map.Set(Names[i], Names[(i + size) % Most]));
            for (var i = 0; i < size; i++) Assert.Equal(Names[(i + size) % Most], map.TryGet(Names[i], out var value) ? value : null);
        }
    }

    [Fact]
    public void A_batch_makes_a_shard_of_any_size()
    {
        for (var size = 0; size <= Most; size++)
        {
            var map = new VersionedShardMap<string, string>(1);
            KeyValuePair<string, string>[] batch = [.. Names.Take(size).Select(static n => KeyValuePair.Create(n, n + "!"))];
            map.AddRange(batch.AsSpan(0, size / 2));
            map.AddRange(batch);
            Check(map, [.. Names.Take(size)]);
            map.Replace(batch.AsSpan(size / 3));
            Check(map, [.. Names.Take(size).Skip(size / 3)]);
        }
    }

    private static void Check(VersionedShardMap<string, string> map, HashSet<string> present)
    {
        var snapshot = map.TakeSnapshot();
        Assert.Equal(present.Count, map.Count);
        Assert.True(present.SetEquals(snapshot.Keys(0).ToArray()));
        Assert.Equal(present.Count, snapshot.Values(0).Length);
        foreach (var name in Names)
        {
            Assert.Equal(present.Contains(name) ? name + "!" : null, map.TryGet(name, out var value) ? value : null);
            Assert.Equal(present.Contains(name), snapshot.TryGet(name, out _));
        }
    }
}
