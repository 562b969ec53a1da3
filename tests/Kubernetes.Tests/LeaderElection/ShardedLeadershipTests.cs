using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.LeaderElection;
using Loadline.Kubernetes.Tests.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Tests.LeaderElection;

public sealed class ShardedLeadershipTests : IDisposable
{
    private const int Shards = 12;
    private readonly VirtualCluster _cluster = new();
    private readonly List<Replica> _replicas = [];

    public void Dispose()
    {
        foreach (var replica in _replicas) replica.Stop.Cancel();
        _cluster.Loop.Advance(TimeSpan.FromMinutes(1));
        foreach (var replica in _replicas) replica.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public void LE11_When_one_of_three_replicas_dies_its_shards_move_within_a_lease_and_a_retry_and_no_others()
    {
        var (a, b, c) = (Start("a"), Start("b"), Start("c"));
        Settled();
        var before = Holders();
        var ended = a.Ended.Count + c.Ended.Count;
        Assert.Equal(3, before.Values.Distinct().Count());

        b.Kill();
        // The roster notices after a lease and a look; the shard's own lease has run out by then.
        var limit = TimeSpan.FromSeconds(15 + (3 * 2 * 2.2));
        Assert.True(_cluster.Loop.AdvanceUntil(() => Holders().Count == Shards, limit), "not all were taken over");
        var after = Holders();
        foreach (var (shard, holder) in before)
            if (holder != "b") Assert.Equal(holder, after[shard]);
        Assert.Equal(ended, a.Ended.Count + c.Ended.Count);
    }

    [Fact]
    public void LE11_A_replica_that_comes_gets_its_part_and_the_others_exchange_nothing()
    {
        var (a, b) = (Start("a"), Start("b"));
        Settled();
        var before = Holders();
        var ended = a.Ended.Count + b.Ended.Count;
        var c = Start("c");
        _cluster.Loop.Advance(TimeSpan.FromSeconds(30));
        var after = Holders();
        Assert.NotEmpty(c.Leads);
        Assert.Equal(Shards, after.Count);
        foreach (var (shard, holder) in after)
            if (holder != "c") Assert.Equal(holder, before[shard]);
        Assert.Equal(ended + c.Leads.Count, a.Ended.Count + b.Ended.Count);
    }

    [Fact]
    public void LE11_A_replica_that_stops_hands_over_within_two_retries()
    {
        var (a, b) = (Start("a"), Start("b"));
        Settled();
        a.Stop.Cancel();
        Assert.True(_cluster.Loop.AdvanceUntil(() => b.Leads.Count == Shards, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void LE11_A_cluster_is_of_one_shard_in_every_replica_and_shards_are_about_equal()
    {
        var (a, b) = (Start("a").Leadership, Start("b").Leadership);
        var sizes = new int[Shards];
        for (var i = 0; i < 1200; i++)
        {
            var shard = a.ShardOf($"member-{i}");
            Assert.Equal(shard, b.ShardOf($"member-{i}"));
            sizes[shard]++;
        }

        Assert.All(sizes, size => Assert.InRange(size, 60, 140));
    }

    private Replica Start(string identity)
    {
        var replica = new Replica(_cluster, identity, two => Assert.Fail($"shard {two} has two leaders"), () => _replicas);
        _replicas.Add(replica);
        _cluster.Loop.Start(replica.Run);
        return replica;
    }

    private void Settled() => Assert.True(_cluster.Loop.AdvanceUntil(() => Holders().Count == Shards && _cluster.Time.GetTimestamp() > TimeSpan.TicksPerMinute, TimeSpan.FromMinutes(3)));

    private Dictionary<int, string> Holders()
    {
        var holders = new Dictionary<int, string>();
        foreach (var replica in _replicas)
            foreach (var shard in replica.Leads) holders.Add(shard, replica.Identity);
        return holders;
    }

    private sealed class Replica : IDisposable
    {
        private readonly VirtualCluster _cluster;
        private readonly KubeClient _client;
        private readonly ReplicaRoster _roster;
        private readonly Action<int> _twoLeaders;
        private readonly Func<IReadOnlyList<Replica>> _all;
        private bool _dead;

        public Replica(VirtualCluster cluster, string identity, Action<int> twoLeaders, Func<IReadOnlyList<Replica>> all)
        {
            _cluster = cluster;
            _twoLeaders = twoLeaders;
            _all = all;
            Identity = identity;
            var options = new LeaderElectionOptions { Identity = identity };
            _client = cluster.Connect(_ => _dead ? new() { Reset = true } : null);
            var leases = cluster.Transport(_ => _dead ? new() { Reset = true } : null);
            _roster = new(_client, "default", "shards", options, cluster.Time, NullLogger.Instance);
            Leadership = new(Shards, i => new KubeLeaseLock(leases, "default", $"shard-{i}"), () => _roster.Alive, options, cluster.Time, NullLogger<LeaderElector>.Instance);
        }

        public string Identity { get; }

        public ShardedLeadership Leadership { get; }

        public CancellationTokenSource Stop { get; } = new();

        public HashSet<int> Leads { get; } = [];

        public List<int> Ended { get; } = [];

        public Task Run() => Task.WhenAll(_roster.RunAsync(Stop.Token), Leadership.RunAsync(LeadAsync, Stop.Token));

        /// <summary>The process and all that it did are gone, without a word.</summary>
        public void Kill()
        {
            _dead = true;
            Leads.Clear();
        }

        public void Dispose()
        {
            _client.Dispose();
            Stop.Dispose();
        }

        private async Task LeadAsync(int shard, LeaderToken token, CancellationToken ct)
        {
            if (_all().Any(r => r.Leads.Contains(shard))) _twoLeaders(shard);
            Assert.True(Leadership.Token(shard)!.IsValid);
            Leads.Add(shard);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _cluster.Time, ct);
            }
            finally
            {
                if (!_dead)
                {
                    Leads.Remove(shard);
                    Ended.Add(shard);
                }
            }
        }
    }
}
