using System.Collections.Concurrent;
using System.Globalization;
using Loadline.Registry.Map;

namespace Loadline.Bench.Map;

/// <summary>The same entries in both maps, and keys to look up that are other string objects than those in the maps.</summary>
internal sealed class Fleet
{
    public Fleet(int entries)
    {
        Keys = Names("member-eu-west-1a", entries);
        Absent = Names("member-us-east-2b", entries);
        Values = [.. Enumerable.Range(0, entries).Select(static i => new Value(i))];
        Pairs = [.. Names("member-eu-west-1a", entries).Zip(Values, static (key, value) => KeyValuePair.Create(key, value))];
        Ours = new(ShardCounts.For(entries));
        Ours.AddRange(Pairs);
        Theirs = new();
        foreach (var (key, value) in Pairs) Theirs.TryAdd(key, value);
        var random = new Random(7);
        random.Shuffle(Keys);
        random.Shuffle(Absent);
    }

    public string[] Keys { get; }

    public string[] Absent { get; }

    public Value[] Values { get; }

    public KeyValuePair<string, Value>[] Pairs { get; }

    public VersionedShardMap<string, Value> Ours { get; }

    public ConcurrentDictionary<string, Value> Theirs { get; }

    private static string[] Names(string prefix, int count) =>
        [.. Enumerable.Range(0, count).Select(i => prefix + (i + 10_000).ToString(CultureInfo.InvariantCulture))];
}

/// <summary>What the maps hold: a small object, as the registry's entries are.</summary>
internal sealed class Value(long number)
{
    public long Number { get; } = number;
}
