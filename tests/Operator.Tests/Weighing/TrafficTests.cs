using System.Text.Json;
using Loadline.Crds;

namespace Loadline.Operator.Tests.Weighing;

/// <summary>The traffic weights that the status tells other systems.</summary>
public sealed class TrafficTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(5);
    private static readonly DemandOrigin[] FromBothEnds = [new() { MemberCluster = "a", Share = 60 }, new() { MemberCluster = "c", Share = 40 }];

    [Fact]
    public void Without_origins_traffic_follows_the_ready_replicas()
    {
        using var fleet = Fleet();
        fleet.Run(Settle);
        var decision = fleet.Status().Decision!;
        Assert.Equal([("a", 4167), ("b", 4167), ("c", 1666)], decision.Clusters!.Select(static c => (c.Name, c.TrafficWeight!.Value)));
        Assert.Null(decision.Traffic);
        Assert.Equal("a:4167 b:4167 c:1666", fleet.Status().Summary!.Traffic);
    }

    [Fact]
    public void Every_origin_has_weights_of_its_own_and_uses_what_is_near()
    {
        using var fleet = Fleet(FromBothEnds);
        fleet.Run(Settle);
        var decision = fleet.Status().Decision!;
        Assert.Equal(["a", "c"], decision.Traffic!.Select(static t => t.Origin));
        Assert.All(decision.Traffic!, static t => Assert.Equal(10_000, t.Weights!.Values.Sum()));
        Assert.Equal(10_000, decision.Clusters!.Sum(static c => c.TrafficWeight));
        Assert.Equal("a", Most(decision.Traffic![0]));
        Assert.Equal("c", Most(decision.Traffic[1]));
        foreach (var cluster in decision.Clusters!)
        {
            var expected = (0.6 * decision.Traffic[0].Weights!.GetValueOrDefault(cluster.Name)) + (0.4 * decision.Traffic[1].Weights!.GetValueOrDefault(cluster.Name));
            Assert.InRange(cluster.TrafficWeight!.Value, expected - 1, expected + 1);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_rows_add_up_whatever_the_fleet(int seed)
    {
        var random = new Random(seed);
        var members = Enumerable.Range(0, random.Next(2, 15)).Select(i => ($"m{i:00}", 2 + (200 * random.NextDouble()))).ToArray();
        var origins = Enumerable.Range(0, random.Next(1, 5)).Select(i => new DemandOrigin { MemberCluster = members[i % members.Length].Item1, Share = random.Next(1, 100) }).DistinctBy(static o => o.MemberCluster).ToArray();
        using var fleet = new VirtualFleet(random.Next(1, 60), new() { Origins = origins }, null, members) { Reports = true };
        for (var i = 0; i < 60; i++)
        {
            var member = fleet[members[random.Next(members.Length)].Item1];
            if (random.Next(4) == 0) member.Silent = !member.Silent;
            else member.RttMs = 2 + (200 * random.NextDouble());
            fleet.Run(TimeSpan.FromSeconds(6));
            var decision = fleet.Status().Decision!;
            Assert.Equal(10_000, decision.Clusters!.Sum(static c => c.TrafficWeight));
            Assert.All(decision.Clusters!, static c => Assert.InRange(c.TrafficWeight ?? 0, 0, 10_000));
            Assert.Equal(origins.Length, decision.Traffic!.Count);
            Assert.All(decision.Traffic!, static t => Assert.Equal(10_000, t.Weights!.Values.Sum()));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_member_that_is_lost_has_no_traffic_though_its_replicas_stay_in_the_books(bool withOrigins)
    {
        using var fleet = Fleet(withOrigins ? FromBothEnds : null);
        fleet.Run(Settle);
        var before = fleet.Status();
        fleet["a"].Silent = true;
        fleet.Run(TimeSpan.FromSeconds(40));
        var after = fleet.Status().Decision!;
        Assert.Equal((0, 10_000), (after.Clusters![0].TrafficWeight, after.Clusters.Sum(static c => c.TrafficWeight)));
        Assert.Equal(before.Decision!.Clusters![0].DesiredReplicas, after.Clusters[0].DesiredReplicas);
        Assert.All(after.Traffic ?? [], static t => Assert.DoesNotContain("a", t.Weights!.Keys));
    }

    [Fact]
    public void Weights_that_change_alone_leave_the_decision_its_identity_and_the_history_alone()
    {
        using var fleet = Fleet(FromBothEnds);
        fleet.Run(Settle);
        var before = fleet.Status();
        fleet["b"].RttMs = 22;
        var (changed, status) = (false, before);
        for (var i = 0; i < 60 && !changed; i++)
        {
            fleet.Run(TimeSpan.FromSeconds(2));
            status = fleet.Status();
            changed = status.Decision!.TrafficTime != before.Decision!.TrafficTime && status.Decision.Id == before.Decision.Id;
        }

        Assert.True(changed, "the weights never changed alone");
        Assert.Equal(before.Decision!.Time, status.Decision!.Time);
        Assert.Equal(before.DecisionHistory?.Count ?? 0, status.DecisionHistory?.Count ?? 0);
    }

    [Fact]
    public void Jitter_writes_nothing()
    {
        using var fleet = Fleet(FromBothEnds);
        foreach (var name in (string[])["a", "b", "c"]) fleet[name].Jitter = 0.2;
        fleet.Run(Settle);
        var before = fleet.News;
        fleet.Run(TimeSpan.FromMinutes(30));
        Assert.InRange(fleet.News - before, 0, 6);
    }

    [Fact]
    public void A_new_leader_goes_on_with_the_weights_that_it_finds()
    {
        using var fleet = Fleet(FromBothEnds);
        fleet.Run(Settle);
        var before = fleet.Status();
        fleet.Restart(TimeSpan.FromSeconds(10));
        fleet.Run(TimeSpan.FromSeconds(20));
        var after = fleet.Status();
        Assert.Equal(Json(before), Json(after));
        Assert.NotNull(after.Decision!.TrafficTime);
    }

    private static string Json(ResourceBindingStatus status) => JsonSerializer.Serialize(status.Decision!, CrdsJsonContext.Default.Decision);

    private static string Most(OriginTraffic traffic) => traffic.Weights!.MaxBy(static w => w.Value).Key;

    private static VirtualFleet Fleet(DemandOrigin[]? origins = null) => new(12, new() { Origins = origins }, null, ("a", 20), ("b", 40), ("c", 60)) { Reports = true };
}
