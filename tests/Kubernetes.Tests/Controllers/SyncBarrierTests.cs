using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Queue;
using Loadline.Kubernetes.Tests.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Tests.Controllers;

/// <summary>Many clusters on one queue: what has not synced waits, and keeps nobody else.</summary>
public sealed class SyncBarrierTests
{
    private const int Clusters = 100;
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true);

    [Fact]
    public void CL3_A_black_holed_cluster_of_a_hundred_delays_only_itself_and_is_worked_on_right_after_its_sync()
    {
        var silent = true;
        using var cluster = new VirtualCluster();
        for (var i = 0; i < 10; i++)
        {
            cluster.Api.Store.Put("", "configmaps", new()
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = $"item-{i}", ["namespace"] = "default" },
            });
        }

        using var stop = new CancellationTokenSource();
        using var queue = new WorkQueue<Key>(cluster.Time, new() { FlowOf = static k => k.Cluster });
        var done = new int[Clusters];
        var loop = new ControllerLoop<Key>("test", queue, (key, _) =>
        {
            done[key.Cluster]++;
            return Task.FromResult(ReconcileResult.Done);
        }, 4, cluster.Time, null, NullLogger.Instance);
        var clients = Enumerable.Range(0, Clusters).Select(i => cluster.Connect(_ => i == 0 && silent ? new() { Delay = TimeSpan.FromHours(1) } : null)).ToList();
        var stores = clients.Select(static _ => new ObjectStore()).ToList();
        cluster.Loop.Start(() =>
        {
            _ = loop.RunAsync(stop.Token);
            for (var i = 0; i < Clusters; i++)
            {
                var id = i;
                stores[i].Subscribe(new KeySource<Key>(queue, item => [new(id, item.Name)]).Handle);
                _ = new Reflector(clients[i], new(ConfigMaps, "default"), stores[i], new(), cluster.Time, new Random(i), NullLogger.Instance).RunAsync(stop.Token);
            }

            return 0;
        });

        var all = stores[1];
        Assert.True(cluster.Loop.AdvanceUntil(() => done.Skip(1).All(n => n == all.Count && n > 0), TimeSpan.FromSeconds(5)));
        Assert.Equal(0, done[0]);
        silent = false;
        Assert.True(cluster.Loop.AdvanceUntil(() => stores[0].HasSynced, TimeSpan.FromMinutes(3)));
        cluster.Loop.Settle();
        Assert.Equal(all.Count, done[0]);

        stop.Cancel();
        cluster.Loop.Settle();
        foreach (var client in clients) client.Dispose();
    }

    private readonly record struct Key(int Cluster, string Name);
}
