using System.Text.Json.Nodes;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Queue;
using Loadline.Simulator.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Tests.Faults;

/// <summary>
/// One seed: informers and a controller follow a server whose objects change, whose history is compacted and whose network fails as the seed says; then
/// the faults stop. What must hold afterwards is said in <see cref="Check"/>.
/// </summary>
internal sealed class FaultRun : IDisposable
{
    private static readonly ResourceType[] Resources =
    [
        new("", "v1", "configmaps", "ConfigMap", true),
        new("", "v1", "secrets", "Secret", true),
    ];

    // A stream that stalls is given up after 610 s; a back-off is a minute at most; the rest is slack.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(1500);

    private readonly int _seed;
    private readonly Random _random;
    private readonly VirtualCluster _cluster;
    private readonly SeededFaults _faults;
    private readonly KubeClient _client;
    private readonly WorkQueue<Item> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly ObjectStore[] _stores = [new(), new()];
    private readonly Reflector[] _reflectors;
    private readonly Task[] _running;
    private readonly int _timersAtRest;
    private readonly Dictionary<Item, string?> _reconciled = [];
    private bool _calm;

    public FaultRun(int seed)
    {
        _seed = seed;
        _random = new(seed);
        _cluster = new(options => options with { WatchList = _random.Next(2) == 0, BookmarkInterval = TimeSpan.FromSeconds(_random.Next(2, 90)) });
        _cluster.Api.Store.HistoryLimit = _random.Next(2) == 0 ? 4 : 1000;
        _faults = new(seed, 0.1 + (0.5 * _random.NextDouble()));
        _timersAtRest = _cluster.Time.PendingTimers;
        _client = _cluster.Connect(_faults.Next);
        _queue = new(_cluster.Time, new() { FlowOf = static i => i.Resource });
        for (var i = 0; i < _random.Next(12); i++) Put(_random.Next(2));
        var shared = new WatchListSupport();
        _reflectors = [.. Resources.Select((r, i) => new Reflector(_client, new(r), _stores[i], shared, _cluster.Time, new Random(seed + i), NullLogger.Instance))];
        for (var i = 0; i < _stores.Length; i++)
        {
            var resource = i;
            _stores[i].Subscribe(change => _queue.Add(new(resource, change.Object.Key), change.IsInitial ? WorkQueue<Item>.LowPriority : 0));
        }

        var loop = new ControllerLoop<Item>("test", _queue, ReconcileAsync, 3, _cluster.Time, null, NullLogger.Instance);
        _running = _cluster.Loop.Start(() => _reflectors.Select(r => r.RunAsync(_stop.Token)).Append(loop.RunAsync(_stop.Token)).ToArray());
    }

    public void Check()
    {
        for (var step = 0; step < 40; step++)
        {
            Change();
            _cluster.Loop.Advance(TimeSpan.FromMilliseconds(_random.Next(3_000)));
        }

        _faults.Enabled = false;
        _calm = true;
        Assert.True(_cluster.Loop.AdvanceUntil(IsConverged, Recovery), $"seed {_seed}: {Difference()}");

        // A stream that had stalled without anything to tell shows only now.
        Change();
        Assert.True(_cluster.Loop.AdvanceUntil(IsConverged, Recovery), $"seed {_seed}, after the faults: {Difference()}");

        _stop.Cancel();
        _cluster.Loop.Settle();
        _queue.Dispose();
        Assert.True(Array.TrueForAll(_running, static t => t.IsCompleted), $"seed {_seed}: a loop still runs");
        Assert.True(_cluster.Api.Traffic.Open.Count == 0, $"seed {_seed}: still open: {string.Join(", ", _cluster.Api.Traffic.Open)}");
        Assert.True(_cluster.Time.PendingTimers == _timersAtRest, $"seed {_seed}: {_cluster.Time.PendingTimers - _timersAtRest} timers left behind");
    }

    public void Dispose()
    {
        _stop.Cancel();
        _cluster.Dispose();
        _queue.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }

    private Task<ReconcileResult> ReconcileAsync(Item item, CancellationToken ct)
    {
        if (!_calm && _random.Next(6) == 0) throw new IOException("a fault of the reconciler");
        if (!_calm && _random.Next(6) == 0) return Task.FromResult(ReconcileResult.Failed);
        _reconciled[item] = _stores[item.Resource].Get(item.Key)?.ResourceVersion;
        return Task.FromResult(ReconcileResult.Done);
    }

    private void Change()
    {
        switch (_random.Next(8))
        {
            case 0:
                _cluster.Api.Store.Compact();
                break;
            case 1 or 2:
                _cluster.Api.Store.Delete("", Resources[_random.Next(2)].Plural, "default", $"item-{_random.Next(15)}");
                break;
            default:
                Put(_random.Next(2));
                break;
        }
    }

    private void Put(int resource) => _cluster.Api.Store.Put("", Resources[resource].Plural, new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = Resources[resource].Kind,
        ["metadata"] = new JsonObject { ["name"] = $"item-{_random.Next(15)}", ["namespace"] = "default" },
        ["data"] = new JsonObject { ["value"] = $"{_random.Next()}" },
    });

    private bool IsConverged() => Difference() is null;

    /// <summary>What does not hold yet; null when all does.</summary>
    private string? Difference()
    {
        for (var i = 0; i < Resources.Length; i++)
        {
            var there = _cluster.Api.Store.List("", Resources[i].Plural)
                .ToDictionary(static o => new ObjectKey((string)o["metadata"]!["namespace"]!, (string)o["metadata"]!["name"]!), static o => (string)o["metadata"]!["resourceVersion"]!);
            if (!_stores[i].HasSynced) return $"{Resources[i].Plural} never synced: {_reflectors[i].LastError}";
            foreach (var (key, version) in there)
            {
                if (_stores[i].Get(key)?.ResourceVersion != version) return $"{key} is {version} in the server and {_stores[i].Get(key)?.ResourceVersion ?? "absent"} in the store";
                if (_reconciled.GetValueOrDefault(new(i, key)) != version) return $"{key} was not reconciled after its last change";
            }

            if (_stores[i].Count != there.Count) return $"the store holds {_stores[i].Count} of {there.Count} {Resources[i].Plural}";
            foreach (var (item, version) in _reconciled)
                if (item.Resource == i && version is not null && !there.ContainsKey(item.Key)) return $"the end of {item.Key} was not reconciled";
        }

        return _queue.Pending == 0 ? null : $"{_queue.Pending} keys wait";
    }

    private readonly record struct Item(int Resource, ObjectKey Key);
}
