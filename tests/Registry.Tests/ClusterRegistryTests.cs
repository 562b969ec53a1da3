namespace Loadline.Registry.Tests;

public sealed class ClusterRegistryTests
{
    private readonly ClusterRegistry _registry = new();

    private static MemberState Member(string name, string region = "eu", long freeCpu = 1000) => new()
    {
        Name = name,
        Region = region,
        Labels = new Dictionary<string, string> { ["env"] = "prod" },
        Resources = new MemberResources { Allocatable = new Dictionary<string, long> { ["cpu"] = freeCpu } },
    };

    [Fact]
    public void Count_follows_every_addition_and_removal_and_not_replacement()
    {
        _registry.Set(Member("b"));
        _registry.Set(Member("a"));
        _registry.Set(Member("a", region: "us"));
        Assert.Equal(2, _registry.Count);

        Assert.True(_registry.TryRemove("a"));
        Assert.False(_registry.TryRemove("a"));
        Assert.Equal(1, _registry.Count);
    }

    [Fact]
    public void A_snapshot_lists_members_in_ordinal_name_order_whatever_the_order_of_arrival()
    {
        foreach (var name in new[] { "m-2", "m-10", "M-3", "a" }) _registry.Set(Member(name));

        var snapshot = _registry.TakeSnapshot();

        Assert.Equal(["M-3", "a", "m-10", "m-2"], snapshot.Topology.Names.ToArray());
        Assert.Equal(snapshot.Topology.Names.ToArray(), snapshot.Members.ToArray().Select(m => m.Name));
        Assert.True(snapshot.TryIndexOf("m-10", out var index));
        Assert.Equal(2, index);
    }

    [Fact]
    public void The_same_snapshot_is_returned_until_something_changes()
    {
        _registry.Set(Member("a"));
        var first = _registry.TakeSnapshot();

        _registry.Set(Member("a"));
        Assert.True(_registry.UpdateSignals("a", MemberSignals.None));
        Assert.Same(first, _registry.TakeSnapshot());

        _registry.UpdateSignals("a", new() { RttP50Ms = 12 });
        var second = _registry.TakeSnapshot();
        Assert.NotSame(first, second);
        Assert.True(second.Version > first.Version);
        Assert.Null(first.Signals[0].RttP50Ms);
        Assert.Equal(12, second.Signals[0].RttP50Ms);
    }

    [Fact]
    public void Heartbeats_share_the_topology_and_label_changes_replace_it()
    {
        _registry.Set(Member("a"));
        var first = _registry.TakeSnapshot();

        _registry.Set(Member("a", freeCpu: 500) with { Ready = false });
        var heartbeat = _registry.TakeSnapshot();
        Assert.Same(first.Topology, heartbeat.Topology);
        Assert.Equal(500, heartbeat.Free("cpu")[0]);
        Assert.False(heartbeat.Usable.Contains(0));

        _registry.Set(Member("a", region: "us"));
        Assert.NotSame(first.Topology, _registry.TakeSnapshot().Topology);
    }

    [Fact]
    public void Signals_survive_a_new_state_and_die_with_the_member()
    {
        _registry.Set(Member("a"));
        _registry.UpdateSignals("a", new() { CpuLoad = 0.5 });
        _registry.Set(Member("a", region: "us"));
        Assert.True(_registry.TryGetSignals("a", out var signals));
        Assert.Equal(0.5, signals.CpuLoad);

        _registry.TryRemove("a");
        Assert.False(_registry.UpdateSignals("a", new() { CpuLoad = 0.9 }));
        _registry.Set(Member("a"));
        Assert.True(_registry.TryGetSignals("a", out signals));
        Assert.Same(MemberSignals.None, signals);
    }

    [Fact]
    public void Topology_answers_by_label_place_api_and_taint()
    {
        var taint = new MemberTaint("dedicated", "b", TaintEffect.NoSchedule);
        _registry.Set(Member("a") with { Zones = ["eu-1", "eu-2"], Taints = [taint] });
        _registry.Set(Member("b", region: "us") with
        {
            Zones = ["us-1"],
            ApiEnablements = new HashSet<ApiEnablement> { new("apps/v1", "Deployment") },
        });
        var topology = _registry.TakeSnapshot().Topology;

        Assert.True(topology.TryGetWithLabel("env", "prod", out var prod));
        Assert.Equal(2, prod.Count);
        Assert.False(topology.TryGetWithLabel("env", "dev", out _));
        Assert.True(topology.Regions.TryGetMembers("us", out var us));
        Assert.True(us.Contains(1) && !us.Contains(0));
        Assert.Equal(2, topology.Zones.Of(0).Length);
        Assert.True(topology.TryGetServing(new("apps/v1", "Deployment"), out var serving));
        Assert.False(serving.Contains(0));
        Assert.Equal("dedicated=b:NoSchedule", Assert.Single(topology.Taints).Key.ToString());
    }

    [Fact]
    public void Free_is_allocatable_less_what_runs_and_what_waits_and_zero_where_the_resource_is_missing()
    {
        _registry.Set(Member("a") with
        {
            Resources = new()
            {
                Allocatable = new Dictionary<string, long> { ["cpu"] = 4000, ["gpu"] = 2 },
                Allocated = new Dictionary<string, long> { ["cpu"] = 2500 },
                Allocating = new Dictionary<string, long> { ["cpu"] = 2000 },
            },
        });
        _registry.Set(Member("b") with { Resources = null });
        var snapshot = _registry.TakeSnapshot();

        Assert.Equal([-500, 0], snapshot.Free("cpu").ToArray());
        Assert.Equal([2, 0], snapshot.Free("gpu").ToArray());
        Assert.True(snapshot.Free("memory").IsEmpty);
    }

    [Fact]
    public async Task Concurrent_writers_lose_no_update_and_snapshots_never_go_back()
    {
        const int writers = 4, rounds = 500;
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            long version = -1;
            var ordered = true;
            while (!stop.IsCancellationRequested)
            {
                var snapshot = _registry.TakeSnapshot();
                ordered &= snapshot.Version >= version && snapshot.Count == snapshot.Topology.Count;
                version = snapshot.Version;
            }

            return ordered;
        });
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() =>
        {
            for (var round = 0; round < rounds; round++)
            {
                _registry.Set(Member($"w{writer}-{round}"));
                if (round % 2 == 1) _registry.TryRemove($"w{writer}-{round}");
            }
        })));
        await stop.CancelAsync();

        Assert.True(await reader);
        Assert.Equal(writers * rounds / 2, _registry.Count);
        Assert.Equal(_registry.Count, _registry.TakeSnapshot().Count);
    }

    [Fact]
    public void Two_members_of_one_name_are_refused_offline() =>
        Assert.Throws<ArgumentException>(() => ClusterSnapshot.Of([Member("a"), Member("a")]));
}
