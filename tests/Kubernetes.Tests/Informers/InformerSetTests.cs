using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Tests.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Tests.Informers;

public sealed class InformerSetTests : IDisposable
{
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true);
    private readonly VirtualCluster _cluster = new();
    private readonly KubeClient _client;
    private readonly InformerSet _informers;

    public InformerSetTests()
    {
        _client = _cluster.Connect();
        _informers = new(_client, _cluster.Time, new Random(1), NullLogger.Instance, new());
    }

    public void Dispose()
    {
        _informers.Dispose();
        _cluster.Loop.Settle();
        Assert.Empty(_cluster.Api.Traffic.Open);
        _client.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public void ST10_Five_users_of_a_target_cost_one_watch_and_the_last_that_lets_go_ends_it()
    {
        var users = _cluster.Loop.Start(() => Enumerable.Range(0, 5).Select(_ => _informers.Get(new(ConfigMaps))).ToList());
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(_cluster.Api.Traffic.Open);
        Assert.All(users, u => Assert.True(ReferenceEquals(users[0].Store, u.Store) && u.Store.HasSynced));
        foreach (var user in users.Skip(1))
        {
            user.Dispose();
            user.Dispose();
        }

        _cluster.Loop.Settle();
        Assert.Single(_cluster.Api.Traffic.Open);
        users[0].Dispose();
        _cluster.Loop.Settle();
        Assert.Empty(_cluster.Api.Traffic.Open);
        Assert.Equal(0, _informers.Count);
    }

    [Fact]
    public void ST10_A_wider_target_does_not_serve_a_narrower_one()
    {
        _cluster.Loop.Start(() => (_informers.Get(new(ConfigMaps)), _informers.Get(new(ConfigMaps, LabelSelector: "a=b")), _informers.Get(new(ConfigMaps, "default"))));
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(3, _cluster.Api.Traffic.Open.Count);
    }

    [Fact]
    public void ST10_Whoever_comes_after_the_end_gets_a_new_watch()
    {
        var first = _cluster.Loop.Start(() => _informers.Get(new(ConfigMaps)));
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        first.Dispose();
        var second = _cluster.Loop.Start(() => _informers.Get(new(ConfigMaps)));
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        Assert.NotSame(first.Store, second.Store);
        Assert.True(second.Store.HasSynced);
    }
}
