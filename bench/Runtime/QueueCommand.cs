using System.CommandLine;
using System.Diagnostics;
using Loadline.Kubernetes.Queue;

namespace Loadline.Bench.Runtime;

/// <summary>The queue verb: what a key costs, what idle keys cost, and how fair a busy queue is.</summary>
internal static class QueueCommand
{
    private const int Rounds = 7;
    private const int Turns = 2_000_000;
    private const int Idle = 100_000;

    public static Command Create()
    {
        var command = new Command("queue", "add + get + done per item, idle cost of delayed items, fairness between clusters");
        command.SetAction((_, cancellationToken) => RunAsync(Console.Out, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var passed = await CostAsync(output, depth: 0);
        passed &= await CostAsync(output, depth: 10_000);
        passed &= await HandOverAsync(output, cancellationToken);
        passed &= await IdleAsync(output, cancellationToken);
        passed &= await FairnessAsync(output);
        return passed ? 0 : 1;
    }

    /// <summary>One thread; <paramref name="depth"/> other keys of 100 clusters wait all the time.</summary>
    private static async Task<bool> CostAsync(TextWriter output, int depth)
    {
        using var queue = new WorkQueue<Request>(TimeProvider.System, new() { FlowOf = static r => r.Cluster });
        for (var i = 0; i < depth; i++) queue.Add(new(i % 100, "default", Names.Of(i)));
        var samples = new double[Rounds];
        long allocated = 0;
        for (var round = -1; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Turns; i++)
            {
                queue.Add(new(i % 100, "default", Names.Of(depth + (i & 255))));
                queue.TryTake(out var key);
                queue.Done(key);
            }

            if (round < 0) continue;
            samples[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Turns;
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        var bytes = (double)allocated / Rounds / Turns;
        return await Report.LineAsync(
            output, $"add+get+done, {depth} waiting", $"{Median.Of(samples):0} ns, {bytes:0.###} B", "<= 500 ns, 0 B", Median.Of(samples) <= 500 && bytes < 0.01);
    }

    /// <summary>A worker that waits: what is added is handed to it.</summary>
    private static async Task<bool> HandOverAsync(TextWriter output, CancellationToken cancellationToken)
    {
        using var queue = new WorkQueue<Request>(TimeProvider.System);
        var done = 0;
        var worker = Task.Run(
            async () =>
            {
                while (await queue.TakeAsync(cancellationToken) is { } key)
                {
                    queue.Done(key);
                    Interlocked.Increment(ref done);
                }
            },
            cancellationToken);
        const int Warm = 1_000, Items = 200_000;
        long before = 0;
        for (var i = 0; i < Warm + Items; i++)
        {
            if (i == Warm) before = GC.GetTotalAllocatedBytes(precise: true);
            queue.Add(new(0, "default", Names.Of(i & 255)));
            while (Volatile.Read(ref done) <= i) Thread.SpinWait(20);
        }

        var bytes = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Items;
        queue.Close();
        await worker;
        return await Report.LineAsync(output, "hand-over to a waiting worker", $"{bytes:0.###} B", "0 B", bytes < 1);
    }

    private static async Task<bool> IdleAsync(TextWriter output, CancellationToken cancellationToken)
    {
        using var queue = new WorkQueue<Request>(TimeProvider.System);
        for (var i = 0; i < Idle; i++) queue.AddAfter(new(0, "default", Names.Of(i)), TimeSpan.FromMinutes(10) + TimeSpan.FromMilliseconds(i));
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        process.Refresh();
        var cpu = (process.TotalProcessorTime - before).TotalMilliseconds;
        // The runtime's own threads wake a few times in five seconds, with or without a queue.
        return await Report.LineAsync(output, $"{Idle} delayed items, 5 s idle", $"{cpu:0} ms CPU", "0", cpu <= 20);
    }

    private static async Task<bool> FairnessAsync(TextWriter output)
    {
        using var queue = new WorkQueue<Request>(TimeProvider.System, new() { FlowOf = static r => r.Cluster });
        for (var i = 0; i < 100_000; i++) queue.Add(new(1, "default", Names.Of(i)));
        for (var i = 0; i < 10; i++) queue.Add(new(2, "default", Names.Of(i)));
        var (handed, served) = (0, 0);
        while (served < 10 && queue.TryTake(out var key))
        {
            handed++;
            if (key.Cluster == 2) served++;
        }

        return await Report.LineAsync(output, "10 keys behind 100,000 of another cluster", $"served within {handed} hand-outs", "<= 20", handed <= 20);
    }

    private readonly record struct Request(int Cluster, string Namespace, string Name);

    private static class Names
    {
        private static readonly string[] All = [.. Enumerable.Range(0, Idle + 512).Select(static i => $"workload-{i}")];

        public static string Of(int i) => All[i];
    }
}
