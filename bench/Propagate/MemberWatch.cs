using System.Collections.Concurrent;
using System.Diagnostics;
using Loadline.E2E.Harness;

namespace Loadline.Bench.Propagate;

/// <summary>Watches one member's Deployments and notes when each first shows the replicas that it should have there.</summary>
internal sealed class MemberWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, long> _seen = new();
    private readonly Task _watching;

    public MemberWatch(Cluster member, string ns, int expected)
    {
        _watching = Task.Run(() => WatchAsync(member, ns, expected));
    }

    /// <summary>The Stopwatch timestamp at which a Deployment was right here; null until then.</summary>
    public long? RightAt(string deployment) => _seen.TryGetValue(deployment, out var at) ? at : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(Cluster member, string ns, int expected)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var (type, deployment) in member.Client.WatchAsync(KubePaths.Deployments(ns), null, _stop.Token))
                {
                    var now = Stopwatch.GetTimestamp();
                    if (type != "DELETED" && (int?)deployment["spec"]?["replicas"] == expected)
                        _seen.TryAdd((string)deployment["metadata"]!["name"]!, now);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                await Task.Delay(20);
            }
        }
    }
}
