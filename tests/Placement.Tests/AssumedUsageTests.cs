using Loadline.Placement.Scheduling;
using Loadline.Registry;
using static Loadline.Placement.Tests.Fleet;

namespace Loadline.Placement.Tests;

public sealed class AssumedUsageTests
{
    private static readonly KeyValuePair<string, long>[] OneCore = [new("cpu", 1000)];

    private static MemberState Cores(string name, int cores) =>
        Member(name) with { Resources = new() { Allocatable = new Dictionary<string, long> { ["pods"] = 100, ["cpu"] = 1000L * cores } } };

    private static PlacementRequest Request(int replicas, AssumedUsage? assumed) =>
        Workload(new() { ReplicaScheduling = Aggregated }, replicas) with { Requests = OneCore, Assumed = assumed };

    [Fact]
    public void Two_decisions_on_one_report_do_not_give_away_the_same_cores()
    {
        var snapshot = ClusterSnapshot.Of([Cores("a", 4), Cores("b", 3)]);
        var assumed = new AssumedUsage();

        var first = Scheduler.Place(Request(4, assumed), snapshot);
        foreach (var target in first.Targets) assumed.Add(target.Cluster, OneCore, target.Replicas!.Value);
        var second = Scheduler.Place(Request(3, assumed), snapshot);

        Assert.Equal(("a:4", "b:3"), (first.Text(), second.Text()));
        Assert.Equal("a:3", Scheduler.Place(Request(3, null), snapshot).Text());
    }

    [Fact]
    public void What_is_taken_back_is_free_again()
    {
        var snapshot = ClusterSnapshot.Of([Cores("a", 4)]);
        var assumed = new AssumedUsage();
        assumed.Add("a", OneCore, 4);
        Assert.Equal("room for 0 of 3 replicas", Scheduler.Place(Request(3, assumed), snapshot).Message);

        assumed.Add("a", OneCore, -4);

        Assert.True(assumed.IsEmpty);
        Assert.Equal("a:3", Scheduler.Place(Request(3, assumed), snapshot).Text());
    }

    [Fact]
    public void It_follows_members_that_join_and_leave()
    {
        var assumed = new AssumedUsage();
        assumed.Add("b", OneCore, 4);
        assumed.Add("gone", OneCore, 4);

        Assert.Equal("b:1", Scheduler.Place(Request(1, assumed), ClusterSnapshot.Of([Cores("b", 5)])).Text());
        Assert.Equal("a:1", Scheduler.Place(Request(1, assumed), ClusterSnapshot.Of([Cores("a", 1), Cores("b", 4)])).Text());
    }

    [Fact]
    public void The_kept_reasons_are_those_of_the_moment_of_the_decision()
    {
        var assumed = new AssumedUsage();
        var result = Scheduler.Place(Request(3, assumed), ClusterSnapshot.Of([Cores("a", 4)]), keepWorking: true);
        assumed.Add("a", OneCore, 3);

        Assert.Equal("3 of 3: room for 4 of 4", result.Decision.Members[0].Reason);
    }
}
