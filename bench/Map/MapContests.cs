using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Loadline.Registry.Map;

namespace Loadline.Bench.Map;

/// <summary>The loops that are timed: each does one operation for every key and returns how many.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "What is banned elsewhere is what the map is compared with.")]
[SuppressMessage("Concurrency", "LL1001", Justification = "What is banned elsewhere is what the map is compared with.")]
internal static class MapContests
{
    private const int Reads = 1000;

    public static int OurCount(Fleet fleet)
    {
        var map = fleet.Ours;
        long sum = 0;
        for (var i = 0; i < Reads; i++) sum += map.Count;
        return Check(sum);
    }

    public static int TheirCount(Fleet fleet)
    {
        var map = fleet.Theirs;
        long sum = 0;
        for (var i = 0; i < Reads / 10; i++) sum += map.Count;
        return Check(sum) / 10;
    }

    public static int PlainRead(Counter counter)
    {
        long sum = 0;
        for (var i = 0; i < Reads; i++) sum += Volatile.Read(ref counter.Value);
        return Check(sum);
    }

    public static int OurGets(VersionedShardMap<string, Value> map, string[] keys)
    {
        long sum = 0;
        foreach (var key in keys)
        {
            if (map.TryGet(key, out var value)) sum += value.Number;
        }

        return Check(sum, keys.Length);
    }

    public static int TheirGets(ConcurrentDictionary<string, Value> map, string[] keys)
    {
        long sum = 0;
        foreach (var key in keys)
        {
            if (map.TryGetValue(key, out var value)) sum += value.Number;
        }

        return Check(sum, keys.Length);
    }

    public static int OurSets(Fleet fleet)
    {
        var map = fleet.Ours;
        var values = fleet.Values;
        var keys = fleet.Keys;
        for (var i = 0; i < keys.Length; i++) map.Set(keys[i], values[i]);
        return keys.Length;
    }

    public static int TheirSets(Fleet fleet)
    {
        var map = fleet.Theirs;
        var values = fleet.Values;
        var keys = fleet.Keys;
        for (var i = 0; i < keys.Length; i++) map[keys[i]] = values[i];
        return keys.Length;
    }

    public static int OurChurn(Fleet fleet)
    {
        foreach (var key in fleet.Absent)
        {
            fleet.Ours.TryAdd(key, fleet.Values[0]);
            fleet.Ours.TryRemove(key, out _);
        }

        return fleet.Absent.Length;
    }

    public static int TheirChurn(Fleet fleet)
    {
        foreach (var key in fleet.Absent)
        {
            fleet.Theirs.TryAdd(key, fleet.Values[0]);
            fleet.Theirs.TryRemove(key, out _);
        }

        return fleet.Absent.Length;
    }

    public static int OurLoad(Fleet fleet) =>
        new VersionedShardMap<string, Value>(fleet.Ours.ShardCount).AddRange(fleet.Pairs);

    public static int TheirLoad(Fleet fleet)
    {
        var map = new ConcurrentDictionary<string, Value>();
        foreach (var (key, value) in fleet.Pairs) map.TryAdd(key, value);
        return fleet.Pairs.Length;
    }

    public static int OurPass(Fleet fleet)
    {
        long sum = 0;
        var snapshot = fleet.Ours.TakeSnapshot();
        for (var shard = 0; shard < snapshot.ShardCount; shard++)
        {
            foreach (var value in snapshot.Values(shard)) sum += value.Number;
        }

        return Check(sum, 1);
    }

    public static int TheirPass(Fleet fleet)
    {
        long sum = 0;
        foreach (var (_, value) in fleet.Theirs.ToArray()) sum += value.Number;
        return Check(sum, 1);
    }

    public static int OurWriteAndPass(Fleet fleet, ref int next)
    {
        next = (next + 1) % fleet.Keys.Length;
        fleet.Ours.Set(fleet.Keys[next], fleet.Values[next]);
        return OurPass(fleet);
    }

    public static int TheirWriteAndPass(Fleet fleet, ref int next)
    {
        next = (next + 1) % fleet.Keys.Length;
        fleet.Theirs[fleet.Keys[next]] = fleet.Values[next];
        return TheirPass(fleet);
    }

    public static int OurSnapshot(Fleet fleet)
    {
        long sum = 0;
        for (var i = 0; i < Reads; i++) sum += fleet.Ours.TakeSnapshot().Clock;
        return Check(sum);
    }

    public static int OurMix(Fleet fleet)
    {
        var keys = fleet.Keys;
        var map = fleet.Ours;
        long sum = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (i % 100 == 99) map.Set(keys[i], fleet.Values[i]);
            else if (map.TryGet(keys[i], out var value)) sum += value.Number;
        }

        return Check(sum, keys.Length);
    }

    public static int TheirMix(Fleet fleet)
    {
        var keys = fleet.Keys;
        var map = fleet.Theirs;
        long sum = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (i % 100 == 99) map[keys[i]] = fleet.Values[i];
            else if (map.TryGetValue(keys[i], out var value)) sum += value.Number;
        }

        return Check(sum, keys.Length);
    }

    public static int LockedMix(Fleet fleet, LockedMap map)
    {
        var keys = fleet.Keys;
        long sum = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (i % 100 == 99) map.Set(keys[i], fleet.Values[i]);
            else if (map.TryGet(keys[i], out var value)) sum += value.Number;
        }

        return Check(sum, keys.Length);
    }

    // Uses the sum, so that the compiler cannot leave the reads out.
    private static int Check(long sum, int done = Reads) => sum == long.MinValue ? throw new InvalidOperationException("impossible sum") : done;
}

/// <summary>A word that is read as plainly as a word can be.</summary>
internal sealed class Counter
{
    public long Value = 1000;
}
