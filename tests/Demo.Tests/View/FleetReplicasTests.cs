using Loadline.Demo.View;

namespace Loadline.Demo.Tests.View;

public sealed class FleetReplicasTests
{
    [Fact]
    public void A_fleet_has_settled_when_exactly_what_is_wanted_is_ready_everywhere()
    {
        Assert.True(Fleet(5, ("a", 3, 3, true), ("b", 2, 2, true)).IsSettled);
        Assert.False(Fleet(5, ("a", 3, 2, true), ("b", 2, 2, true)).IsSettled);
        Assert.False(Fleet(5, ("a", 3, 3, true), ("b", 3, 3, true)).IsSettled);
        Assert.False(Fleet(5, ("a", 3, 3, true), ("b", 3, 2, true)).IsSettled);
        Assert.False(FleetReplicas.None.IsSettled);
    }

    [Fact]
    public void What_runs_in_a_lost_member_does_not_count()
    {
        var lost = Fleet(5, ("a", 3, 3, true), ("b", 2, 2, false));
        var replaced = Fleet(5, ("a", 5, 5, true), ("b", 2, 2, false));

        Assert.Equal(3, lost.Ready);
        Assert.False(lost.IsAtStrength);
        Assert.True(replaced.IsAtStrength);
        Assert.True(replaced.IsSettled);
    }

    [Fact]
    public void Changes_name_the_members_whose_ready_replicas_differ()
    {
        var before = Fleet(5, ("b", 2, 2, true), ("a", 3, 3, true), ("c", 0, 0, true));
        var after = Fleet(5, ("b", 2, 2, false), ("a", 5, 5, true), ("c", 0, 0, true));

        Assert.Equal("a 3 -> 5, b 2 -> lost", before.ChangesTo(after));
        Assert.True(before.HasMovedTo(after));
        Assert.False(before.HasMovedTo(before));
    }

    private static FleetReplicas Fleet(int desired, params (string Name, int Wanted, int Ready, bool Reachable)[] members) =>
        new(desired, members.ToDictionary(static m => m.Name, static m => new MemberReplicas(m.Wanted, m.Ready, m.Reachable)));
}
