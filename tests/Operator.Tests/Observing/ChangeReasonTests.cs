using Loadline.Crds;
using Loadline.Operator.Observing;
using Loadline.Placement.Decisions;
using Loadline.Placement.Scheduling;

namespace Loadline.Operator.Tests.Observing;

public sealed class ChangeReasonTests
{
    [Theory]
    [InlineData(4, 2, 86, 400, 0.1, 0.1, DecisionReasons.RttStep)]
    [InlineData(4, 0, 30, 30, 0.1, 0.9, DecisionReasons.CapacityDrop)]
    [InlineData(2, 4, 400, 86, 0.1, 0.1, DecisionReasons.RttStep)]
    [InlineData(0, 4, 30, 30, 0.9, 0.1, DecisionReasons.CapacityRecovered)]
    [InlineData(4, 6, 30, 31, 0.1, 0.12, DecisionReasons.Receiver)]
    [InlineData(4, 3, 30, 31, 0.1, 0.12, null)]
    [InlineData(4, 4, 86, 400, 0.1, 0.9, null)]
    [InlineData(4, 3, 8, 15, 0.1, 0.1, null)]
    public void What_changed_at_the_member_names_the_change(int had, int has, double rttBefore, double rtt, double loadBefore, double load, string? reason) =>
        Assert.Equal(reason, ChangeReason.Of(Outcome(has, rtt, load), Before(had, rttBefore, loadBefore)));

    [Fact]
    public void A_member_that_is_evicted_is_down_and_has_recovered_when_it_gets_replicas_again()
    {
        var down = new MemberDecision { Cluster = "eu-1", Reason = "evicted", RefusedBy = MemberFilter.Eviction };

        Assert.Equal(DecisionReasons.Down, ChangeReason.Of(down, Before(4, 86, 0.1)));
        Assert.Equal(DecisionReasons.Recovered, ChangeReason.Of(Outcome(4, 86, 0.1), new() { Name = "eu-1", Reason = DecisionReasons.Down }));
    }

    [Fact]
    public void A_taint_that_keeps_an_evicted_member_out_is_still_the_loss_of_the_member()
    {
        var tainted = new MemberDecision { Cluster = "eu-1", Reason = "taint", RefusedBy = MemberFilter.Taint };

        Assert.Equal(DecisionReasons.Down, ChangeReason.Of(tainted, Before(4, 86, 0.1)));
        Assert.Equal(DecisionReasons.Down, ChangeReason.Of(tainted, new() { Name = "eu-1", Reason = DecisionReasons.Down }));
        Assert.Null(ChangeReason.Of(tainted, new() { Name = "eu-1" }));
    }

    [Fact]
    public void The_first_decision_changes_nothing() => Assert.Null(ChangeReason.Of(Outcome(4, 86, 0.1), null));

    private static MemberDecision Outcome(int replicas, double rtt, double load) =>
        new() { Cluster = "eu-1", Reason = "", Selected = true, Replicas = replicas, RttMs = rtt, CpuLoad = load };

    private static ClusterDecision Before(int replicas, double rtt, double load) =>
        new() { Name = "eu-1", DesiredReplicas = replicas, Inputs = new() { RttMs = new() { Value = rtt }, Utilization = new() { Value = load } } };
}
