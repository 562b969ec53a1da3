using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Loadline.Registry.Cells;
using Loadline.Registry.Exploration.Checking;
using Loadline.Registry.Map;
using Loadline.Registry.Prealloc;

namespace Loadline.Registry.Tests.Map;

/// <summary>Real threads, as many operations as a minute allows: what the explorer cannot reach by its short programs.</summary>
public sealed class StressTests
{
    private const int Workers = 100;

    [Fact]
    public void A_hundred_workers_insert_and_delete_and_the_size_ends_at_zero_and_was_always_possible()
    {
        const int rounds = 100_000;
        var map = new VersionedShardMap<string, string>();
        using var stop = new CancellationTokenSource();
        int least = 0, most = 0;
        var watcher = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var count = map.Count;
                least = Math.Min(least, count);
                most = Math.Max(most, count);
            }
        });
        watcher.Start();

        RunAll(Workers, worker =>
        {
            var key = worker.ToString(CultureInfo.InvariantCulture);
            for (var round = 0; round < rounds; round++)
            {
                if (!map.TryAdd(key, key) || !map.TryRemove(key, out _)) throw new InvalidOperationException("another worker's key was touched");
            }
        });
        stop.Cancel();
        watcher.Join();

        Assert.Equal(0, map.Count);
        Assert.Empty(map.TakeSnapshot());
        Assert.InRange(least, 0, Workers);
        Assert.InRange(most, 0, Workers);
    }

    [Fact]
    public void Snapshots_are_cuts_while_two_keys_are_written_one_after_the_other()
    {
        var map = new VersionedShardMap<string, long[]>(64);
        string[] keys = ["first", "second", "kept"];
        foreach (var key in keys) map.Set(key, [0]);
        var wrong = 0;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3));

        RunAll(4, worker =>
        {
            if (worker == 0)
            {
                for (long i = 1; !stop.IsCancellationRequested; i++)
                {
                    map.Set(keys[0], [i]);
                    map.Set(keys[1], [i]);
                }
            }
            else if (worker == 1)
            {
                while (!stop.IsCancellationRequested)
                {
                    map.TryAdd("guest", []);
                    map.TryRemove("guest", out _);
                }
            }
            else
            {
                while (!stop.IsCancellationRequested)
                {
                    var snapshot = map.TakeSnapshot();
                    snapshot.TryGet(keys[0], out var a);
                    snapshot.TryGet(keys[1], out var b);
                    var apart = a![0] - b![0];
                    var size = snapshot.TryGet("guest", out _) ? 4 : 3;
                    if (apart is not (0 or 1) || snapshot.Count != size || !snapshot.TryGet(keys[2], out _)) Interlocked.Increment(ref wrong);
                }
            }
        });

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Histories_of_three_threads_can_be_ordered()
    {
        const int programs = 200, perThread = 4;
        var ops = new[] { OpKind.Get, OpKind.Set, OpKind.Add, OpKind.Remove, OpKind.Count, OpKind.Snapshot };
        var random = new Random(11);
        var checker = new Linearizability();
        for (var program = 0; program < programs; program++)
        {
            var subject = new Exploration.Subjects.MapSubject(2, 0, 2);
            var planned = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, perThread)
                .Select(_ => new Op(ops[random.Next(ops.Length)], random.Next(3), random.Next(1, 9))).ToArray()).ToArray();
            var calls = new Call[3][];
            RunAll(3, worker => calls[worker] = [.. planned[worker].Select(op =>
            {
                var start = Stopwatch.GetTimestamp();
                var result = subject.Invoke(op);
                return new Call(op, result, start, Stopwatch.GetTimestamp());
            })]);

            Assert.True(checker.Holds(calls.SelectMany(static c => c).ToArray(), 0), string.Join("; ", calls.SelectMany(static c => c)));
        }
    }

    [Fact]
    public void A_wide_value_is_never_torn()
    {
        var map = new VersionedShardMap<int, Eight>(2);
        var cell = new StatusCell<Eight>();
        var table = new PreallocMap<int, Eight>(4);
        map.Set(1, default);
        var torn = 0;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        RunAll(4, worker =>
        {
            for (long i = 0; !stop.IsCancellationRequested; i++)
            {
                if (worker < 2)
                {
                    map.Set(1, Eight.Of(i));
                    cell.Write(Eight.Of(i));
                    table.TryAdd(1, Eight.Of(i));
                    table.TryRemove(1);
                }
                else
                {
                    map.TryGet(1, out var inMap);
                    cell.Read(out var inCell);
                    table.TryGet(1, out var inTable);
                    if (!inMap.IsWhole || !inCell.IsWhole || !inTable.IsWhole) Interlocked.Increment(ref torn);
                }
            }
        });

        Assert.Equal(0, torn);
    }

    [Fact]
    public void Reads_cell_writes_and_the_preallocated_map_allocate_nothing()
    {
        var map = new VersionedShardMap<string, string>();
        map.Set("a", "1");
        var cell = new StatusCell<Eight>();
        var table = new PreallocMap<string, long>(20_000);
        string[] keys = [.. Enumerable.Range(0, 10_000).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
        void Work()
        {
            foreach (var key in keys)
            {
                map.TryGet("a", out _);
                _ = map.Count;
                map.TakeSnapshot();
                cell.Write(Eight.Of(1));
                cell.Read(out _);
                table.TryAdd(key, 1);
            }
        }

        Work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Work();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Old_versions_are_freed_when_no_snapshot_holds_them()
    {
        var map = new VersionedShardMap<int, object>(2);
        var old = Fill(map);

        for (var i = 0; i < 10; i++) map.Set(1, new());
        map.TakeSnapshot();
        GC.Collect();
        GC.Collect();

        Assert.False(old.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Fill(VersionedShardMap<int, object> map)
        {
            var value = new object();
            map.Set(1, value);
            map.TakeSnapshot();
            return new(value);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    public void A_removed_value_is_not_held_by_the_map(int key)
    {
        var map = new VersionedShardMap<int, object>(1);
        var (replaced, removed) = FillAndRemove(map, key);

        GC.Collect();
        GC.Collect();

        Assert.False(replaced.IsAlive);
        Assert.False(removed.IsAlive);
        Assert.Equal(9, map.Count);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference Replaced, WeakReference Removed) FillAndRemove(VersionedShardMap<int, object> map, int key)
        {
            for (var i = 0; i < 10; i++) map.Set(i, new());
            map.TryGet(key, out var first);
            var second = new object();
            map.Set(key, second);
            Assert.True(map.TryRemove(key, out _));
            return (new(first), new(second));
        }
    }

    [Fact]
    public void A_replaced_value_is_held_until_the_next_snapshot_at_most()
    {
        var map = new VersionedShardMap<int, object>(1);
        var old = Fill(map);

        map.TakeSnapshot();
        GC.Collect();
        GC.Collect();

        Assert.False(old.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Fill(VersionedShardMap<int, object> map)
        {
            for (var i = 0; i < 10; i++) map.Set(i, new());
            map.TryGet(7, out var first);
            map.TakeSnapshot();
            map.Set(7, new());
            return new(first);
        }
    }

    private static void RunAll(int workers, Action<int> work)
    {
        Exception? failure = null;
        var threads = Enumerable.Range(0, workers).Select(worker => new Thread(() =>
        {
            try
            {
                work(worker);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Interlocked.CompareExchange(ref failure, error, null);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Null(failure);
    }

    private readonly record struct Eight(long A, long B, long C, long D, long E, long F, long G, long H)
    {
        public bool IsWhole => A == B && A == C && A == D && A == E && A == F && A == G && A == H;

        public static Eight Of(long value) => new(value, value, value, value, value, value, value, value);
    }
}
