using System.Collections.Concurrent;
using System.Diagnostics;
using Loadline.E2E.Harness;

namespace Loadline.Bench.Propagate;

/// <summary>One wave of Deployments through the hub, and what came of it.</summary>
internal sealed class Wave(Fleet fleet, PropagateSettings settings, string ns, IReadOnlyList<int> expected, DirectWriter? direct)
{
    private readonly ConcurrentDictionary<string, long> _answeredAt = new();

    /// <param name="Latencies">From the answer to the POST until the last of the three members was right.</param>
    /// <param name="Duration">From the first POST until the last Deployment was right everywhere.</param>
    /// <param name="Missing">Deployments that were not right everywhere within the limit.</param>
    internal sealed record Outcome(Latencies Latencies, TimeSpan Duration, IReadOnlyList<string> Missing);

    public async Task<Outcome> RunAsync(int replicas, CancellationToken cancellationToken)
    {
        var watches = fleet.Members.Select((member, i) => new MemberWatch(member, ns, expected[i])).ToArray();
        try
        {
            // The watches must stand before the first POST.
            await Task.Delay(500, cancellationToken);
            var names = Enumerable.Range(0, settings.Count).Select(i => $"app-{i:D5}").ToArray();
            var start = Stopwatch.GetTimestamp();
            await PostAllAsync(names, replicas, cancellationToken);
            var missing = await WaitAsync(names, watches, cancellationToken);
            var right = names.Except(missing).Select(name => (Name: name, At: watches.Max(w => w.RightAt(name)!.Value))).ToArray();
            var latencies = new Latencies(right.Select(r => (r.At - _answeredAt[r.Name]) * 1000.0 / Stopwatch.Frequency));
            var end = right.Length == 0 ? Stopwatch.GetTimestamp() : right.Max(r => r.At);
            return new Outcome(latencies, Stopwatch.GetElapsedTime(start, end), missing);
        }
        finally
        {
            foreach (var watch in watches)
                await watch.DisposeAsync();
        }
    }

    private async Task PostAllAsync(string[] names, int replicas, CancellationToken cancellationToken)
    {
        if (settings.Rate == 0)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = settings.InFlight, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(names, parallel, async (name, token) => await PostAsync(name, replicas, token));
            return;
        }

        var clock = Stopwatch.StartNew();
        var posts = new List<Task>();
        for (var i = 0; i < names.Length; i++)
        {
            var due = TimeSpan.FromSeconds(i / settings.Rate) - clock.Elapsed;
            if (due > TimeSpan.Zero)
                await Task.Delay(due, cancellationToken);
            posts.Add(PostAsync(names[i], replicas, cancellationToken));
        }

        await Task.WhenAll(posts);
    }

    private async Task PostAsync(string name, int replicas, CancellationToken cancellationToken)
    {
        await fleet.Hub.Client.CreateAsync(KubePaths.Deployments(ns), Manifests.Deployment(ns, name, replicas), cancellationToken);
        _answeredAt[name] = Stopwatch.GetTimestamp();
        if (direct is not null)
            await direct.PropagateAsync(ns, name, expected, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> WaitAsync(string[] names, MemberWatch[] watches, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var missing = names.Where(name => watches.Any(w => w.RightAt(name) is null)).ToArray();
            if (missing.Length == 0 || clock.Elapsed > settings.Limit)
                return missing;
            await Task.Delay(50, cancellationToken);
        }
    }
}
