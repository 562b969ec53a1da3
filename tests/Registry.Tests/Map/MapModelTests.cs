using System.Globalization;
using FsCheck.Fluent;
using Loadline.Registry.Map;

namespace Loadline.Registry.Tests.Map;

/// <summary>Random programs on one thread give what a dictionary gives, whatever collides.</summary>
public sealed class MapModelTests
{
    // An update compares objects, so equal values must be one object.
    private static readonly string[] Values = [.. Enumerable.Range(0, 10).Select(static i => i.ToString(CultureInfo.InvariantCulture))];

    public static TheoryData<string> Hashes => ["spread", "one shard", "all equal"];

    [Theory]
    [MemberData(nameof(Hashes))]
    public void A_map_is_a_dictionary(string hashes)
    {
        var steps = (from kind in Gen.Choose(0, 5) from key in Gen.Choose(0, 40) from number in Gen.Choose(1, 9) select (kind, key, number)).ListOf();

        Prop.ForAll(steps.ToArbitrary(), program =>
        {
            var map = new VersionedShardMap<int, string>(3, ComparerOf(hashes));
            var model = new Dictionary<int, string>();
            foreach (var (kind, key, number) in program)
            {
                var value = Values[number];
                switch (kind)
                {
                    case 0:
                        if (map.Set(key, value) == model.ContainsKey(key)) return false;
                        model[key] = value;
                        break;
                    case 1:
                        if (map.TryAdd(key, value) != model.TryAdd(key, value)) return false;
                        break;
                    case 2:
                        if (map.TryRemove(key, out var removed) != model.Remove(key, out var expected) || removed != expected) return false;
                        break;
                    case 3:
                        var known = model.GetValueOrDefault(key);
                        if (map.TryUpdate(key, known ?? "", value) != known is not null) return false;
                        if (known is not null) model[key] = value;
                        break;
                    case 4:
                        KeyValuePair<int, string>[] more = [.. Enumerable.Range(key, number * 5).Select(k => KeyValuePair.Create(k, value))];
                        if (map.AddRange(more) != more.Count(pair => model.TryAdd(pair.Key, pair.Value))) return false;
                        break;
                    default:
                        KeyValuePair<int, string>[] content = [.. Enumerable.Range(key, number).Select(k => KeyValuePair.Create(k, value))];
                        map.Replace(content);
                        model = new(content);
                        break;
                }

                var snapshot = map.TakeSnapshot();
                if (map.Count != model.Count || !snapshot.OrderBy(static p => p.Key).SequenceEqual(model.OrderBy(static p => p.Key))) return false;
                if (map.TryGet(key, out var read) != model.TryGetValue(key, out var kept) || read != kept) return false;
                if (snapshot.TryGet(key, out var shown) != (kept is not null) || shown != kept) return false;
            }

            return map.Clear() == model.Count && map.Count == 0;
        }).Holds();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(55)]
    [InlineData(65_536)]
    public void Every_hash_has_a_shard_and_the_shards_have_equal_parts(int shards)
    {
        Assert.Equal(0, ShardCounts.ShardOf(0, shards));
        Assert.Equal(shards - 1, ShardCounts.ShardOf(uint.MaxValue, shards));
        var counts = new int[shards];
        for (var hash = 0UL; hash <= uint.MaxValue; hash += 4099) counts[ShardCounts.ShardOf((uint)hash, shards)]++;
        Assert.InRange(counts.Max() - counts.Min(), 0, 2);
    }

    [Fact]
    public void Strings_of_every_length_are_found()
    {
        var keys = Enumerable.Range(0, 70).Select(static length => new string('k', length))
            .Concat(Enumerable.Range(0, 70).Select(static length => new string('k', length) + "\u4e16")).Distinct().ToArray();
        var map = new VersionedShardMap<string, int>();

        for (var i = 0; i < keys.Length; i++) map.Set(keys[i], i);

        Assert.Equal(keys.Length, map.Count);
        for (var i = 0; i < keys.Length; i++) Assert.True(map.TryGet(new string(keys[i].AsSpan()), out var value) && value == i);
    }

    [Fact]
    public void A_snapshot_does_not_change_whatever_is_written_afterwards()
    {
        var random = new Random(3);
        var map = new VersionedShardMap<int, string>(8);
        for (var i = 0; i < 300; i++) map.Set(i, $"{i}");
        var snapshot = map.TakeSnapshot();
        var before = snapshot.ToArray();

        for (var i = 0; i < 1000; i++)
        {
            if (i % 3 == 0) map.TryRemove(random.Next(600), out _);
            else map.Set(random.Next(600), "new");
        }

        Assert.Equal(before, snapshot);
        Assert.Equal(300, snapshot.Count);
    }

    [Fact]
    public void Only_the_shards_that_changed_are_named()
    {
        var map = new VersionedShardMap<int, string>(16);
        for (var i = 0; i < 100; i++) map.Set(i, "a");
        var older = map.TakeSnapshot();

        map.Set(7, "b");
        var newer = map.TakeSnapshot();

        var changed = new List<int>();
        foreach (var shard in newer.ChangedShards(older)) changed.Add(shard);
        Assert.Equal([map.ShardOf(7)], changed);
        Assert.True(newer.VersionOf(changed[0]) > older.VersionOf(changed[0]));
        Assert.True(newer.Clock > older.Clock);
        Assert.Equal(VersionOrder.Newer, newer.Versions().CompareTo(older.Versions()));
        Assert.Same(newer, map.TakeSnapshot());
    }

    [Fact]
    public void A_replacement_by_the_same_content_touches_no_shard()
    {
        var map = new VersionedShardMap<int, string>(16);
        KeyValuePair<int, string>[] content = [.. Enumerable.Range(0, 50).Select(static i => KeyValuePair.Create(i, "a"))];
        map.AddRange(content);
        var before = map.TakeSnapshot();

        Assert.Equal(default, map.Replace(content));
        Assert.Same(before, map.TakeSnapshot());
        Assert.Equal(new MapChange(1, 1, 1), map.Replace([.. content[1..49], KeyValuePair.Create(49, "b"), KeyValuePair.Create(99, "c")]));
    }

    [Fact]
    public void Merging_version_vectors_is_associative_commutative_and_idempotent()
    {
        var vectors = Gen.Choose(0, 5).Select(static v => (long)v).ArrayOf(4).Select(static v => VersionVector.Of(v));

        Prop.ForAll((from a in vectors from b in vectors from c in vectors select (a, b, c)).ToArbitrary(), given =>
        {
            var (a, b, c) = given;
            return a.Merge(b).Merge(c).Equals(a.Merge(b.Merge(c))) && a.Merge(b).Equals(b.Merge(a)) && a.Merge(a).Equals(a)
                && a.Merge(b).CompareTo(a) is VersionOrder.Equal or VersionOrder.Newer
                && (a.CompareTo(b) == VersionOrder.Concurrent) == (b.CompareTo(a) == VersionOrder.Concurrent)
                && (a.CompareTo(b) == VersionOrder.Older) == (b.CompareTo(a) == VersionOrder.Newer);
        }).Holds();
    }

    private static Colliding? ComparerOf(string hashes) => hashes switch
    {
        "one shard" => new Colliding(static key => key % 3),
        "all equal" => new Colliding(static _ => 0),
        _ => null,
    };

    private sealed class Colliding(Func<int, int> hash) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => x == y;

        public int GetHashCode(int key) => hash(key);
    }
}
