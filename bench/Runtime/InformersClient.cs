using System.Diagnostics;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Informers;
using Loadline.Operator.Observing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Bench.Runtime;

/// <summary>The watching side of the informers verb: the operator's own reflectors and rows, one connection per member.</summary>
internal sealed class InformersClient : IDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    private readonly SharedStrings _strings = new();
    private readonly List<MemberRows> _rows = [];
    private readonly Dictionary<MemberRows, string> _versions = [];
    private readonly List<Task> _running = [];
    private readonly List<KubeClient> _clients = [];
    private readonly CancellationTokenSource _stop = new();
    private long _changes;
    private TaskCompletionSource? _changed;
    private MemberRows? _awaited;

    public static async Task<int> RunAsync(int members, int kinds, int objects, TextWriter output, CancellationToken cancellationToken)
    {
        using var client = new InformersClient();
        var servers = InformersServer.ServersFor(members);
        var addresses = new List<(Uri Endpoint, byte[] Ca)>();
        while (addresses.Count < servers && await Console.In.ReadLineAsync(cancellationToken) is { } line)
            addresses.Add((new(line.Split(' ')[0]), Convert.FromBase64String(line.Split(' ')[1])));
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < members; i++)
        {
            var (endpoint, ca) = addresses[InformersServer.ServerOf(i)];
            client.Follow(new() { Host = endpoint, CertificateAuthorityData = ca, AccessToken = "informers" }, kinds);
        }

        var expected = objects * kinds;
        while (!client._rows.TrueForAll(static r => r.HasSynced)) await Task.Delay(20, cancellationToken);
        var synced = Stopwatch.GetElapsedTime(start);
        var rows = client._rows.Sum(static r => (long)r.All.Count());
        if (rows != (long)members * expected) throw new InvalidOperationException($"{rows} rows instead of {(long)members * expected}");
        var passed = true;
        using var process = Process.GetCurrentProcess();
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        process.Refresh();
        await output.WriteLineAsync(FormattableString.Invariant($"{members} members x {kinds} kinds x {objects} objects = {rows} rows, synced in {synced.TotalSeconds:0.0} s"));
        passed &= await Report.LineAsync(output, "resident memory", $"{process.WorkingSet64 / 1e6:0} MB (peak {process.PeakWorkingSet64 / 1e6:0})", "<= 500 MB", process.WorkingSet64 <= 500e6);
        await output.WriteLineAsync(FormattableString.Invariant($"{"",-58} of which {GC.GetTotalMemory(forceFullCollection: true) / 1e6:0} MB live objects"));
        passed &= await IdleAsync(process, output, cancellationToken);
        passed &= await client.IsolationAsync(kinds, output, cancellationToken);
        await client._stop.CancelAsync();
        await Task.WhenAll(client._running);
        return passed ? 0 : 1;
    }

    public void Dispose()
    {
        foreach (var connection in _clients) connection.Dispose();
        _stop.Dispose();
    }

    private void Follow(KubernetesClientConfiguration configuration, int kinds)
    {
        var client = new KubeClient(KubeTransport.Create(configuration, TimeProvider.System), TimeProvider.System);
        var support = new WatchListSupport();
        _clients.Add(client);
        foreach (var kind in InformersServer.Kinds.Take(kinds))
        {
            MemberRows? rows = null;
            rows = new(kind, _ => Changed(rows!), _strings);
            var reflector = new Reflector(
                client, new(kind, LabelSelector: $"{WellKnown.ManagedLabel}=true"), rows, support, TimeProvider.System, Random.Shared, NullLogger.Instance);
            _rows.Add(rows);
            _running.Add(Task.Run(() => reflector.RunAsync(_stop.Token)));
        }
    }

    private void Changed(MemberRows rows)
    {
        Interlocked.Increment(ref _changes);
        if (ReferenceEquals(rows, Volatile.Read(ref _awaited))) _changed?.TrySetResult();
    }

    private static async Task AskAsync(string what)
    {
        await Console.Out.WriteLineAsync(">" + what);
        await Console.Out.FlushAsync();
    }

    private static async Task<bool> IdleAsync(Process process, TextWriter output, CancellationToken cancellationToken)
    {
        process.Refresh();
        var before = process.TotalProcessorTime;
        await Task.Delay(IdleTime, cancellationToken);
        process.Refresh();
        var share = (process.TotalProcessorTime - before) / IdleTime;
        return await Report.LineAsync(output, $"idle for {IdleTime.TotalSeconds:0} s", $"{share * 100:0.00} % of a core", "<= 2 %", share <= 0.02);
    }

    /// <summary>The first member loses its connections and its history, and lists anew; what do the others notice?</summary>
    private async Task<bool> IsolationAsync(int kinds, TextWriter output, CancellationToken cancellationToken)
    {
        var last = _rows.Count - kinds;
        var lastServer = InformersServer.ServerOf(_clients.Count - 1);
        foreach (var rows in _rows.Take(kinds)) _versions[rows] = rows.Get(new("shop-0", "workload-0"))!.ResourceVersion;
        var calm = await MedianAsync(last, lastServer, cancellationToken);
        var before = Interlocked.Read(ref _changes);
        var start = Stopwatch.GetTimestamp();
        await AskAsync("break 0");
        var during = new List<double>();
        // Every kind of the first member is listed anew, which brings each of its objects once more.
        while (_rows.Take(kinds).Any(r => r.Get(new("shop-0", "workload-0"))?.ResourceVersion == _versions[r]))
            during.Add((await MedianAsync(last, lastServer, cancellationToken)).TotalMilliseconds);
        var broken = TimeSpan.FromMilliseconds(Median.Of(during));
        var noise = Interlocked.Read(ref _changes) - before;
        await output.WriteLineAsync(FormattableString.Invariant(
            $"all watches of the first member were reset and compacted; it followed again after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, {noise} changes in all"));
        return await Report.LineAsync(
            output, "a change in another member, during that / before", $"{broken.TotalMilliseconds:0.0} / {calm.TotalMilliseconds:0.0} ms", "<= 2x + 5 ms", broken <= (calm * 2) + TimeSpan.FromMilliseconds(5));
    }

    private async Task<TimeSpan> MedianAsync(int rows, int server, CancellationToken cancellationToken)
    {
        var times = new double[15];
        for (var i = 0; i < times.Length; i++)
            times[i] = (await WaitAsync(_rows[rows], () => AskAsync($"touch {server}"), TimeSpan.FromSeconds(30), cancellationToken)).TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Median.Of(times));
    }

    private async Task<TimeSpan> WaitAsync(MemberRows rows, Func<Task> provoke, TimeSpan limit, CancellationToken cancellationToken)
    {
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _awaited, rows);
        var start = Stopwatch.GetTimestamp();
        await provoke();
        await _changed.Task.WaitAsync(limit, cancellationToken);
        return Stopwatch.GetElapsedTime(start);
    }
}
