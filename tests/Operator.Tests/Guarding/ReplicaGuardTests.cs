using Loadline.Crds;
using Loadline.Operator.Guarding;

namespace Loadline.Operator.Tests.Guarding;

/// <summary>Ten replicas are wanted, all of them ready at every moment, with a surge of two, unless a test says otherwise.</summary>
public sealed class ReplicaGuardTests
{
    private static readonly MoveLimits Ten = new(10, 100, "20%");

    [Fact]
    public void A_receiver_is_raised_before_its_giver_is_lowered()
    {
        MemberReplicas[] fleet = [Settled(6), Settled(4)];

        Assert.Equal(new(6, null), Decide(Ten, fleet, member: 1, wanted: 6));
        Assert.Equal(GuardReasons.CapacityFloor, Decide(Ten, fleet, member: 0, wanted: 4).Hold!.Reason);
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("99999999999%")]
    public void A_surge_beyond_all_numbers_is_no_limit(string surge)
    {
        MemberReplicas[] fleet = [Settled(6), Settled(4)];

        Assert.Equal(new(10, null), Decide(Ten with { MaxSurge = surge }, fleet, member: 1, wanted: 10));
    }

    [Fact]
    public void A_giver_is_lowered_once_its_receiver_is_ready()
    {
        MemberReplicas[] fleet = [Settled(6), Settled(6)];

        Assert.True(Decide(Ten, fleet, member: 0, wanted: 4).IsAllowed);
    }

    [Fact]
    public void A_giver_is_lowered_as_far_as_receivers_are_ready()
    {
        MemberReplicas[] fleet = [Settled(6), Settled(6) with { Ready = 5 }];

        var verdict = Decide(Ten, fleet, member: 0, wanted: 4);

        Assert.Equal(5, verdict.Replicas);
        Assert.Equal(GuardReasons.CapacityFloor, verdict.Hold!.Reason);
        Assert.StartsWith("1 more ready replicas in other members (5 are ready there, 10 must stay ready over all)", verdict.Hold.ReleasedBy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_raised_but_not_reported_yet_does_not_count()
    {
        MemberReplicas[] fleet = [Settled(6), Settled(6) with { UpToDate = false }];

        Assert.Equal(6, Decide(Ten, fleet, member: 0, wanted: 4).Replicas);
    }

    [Fact]
    public void What_was_lowered_already_does_not_count_though_it_is_still_reported()
    {
        MemberReplicas[] fleet = [Settled(6), Settled(6) with { Applied = 4 }];

        Assert.Equal(6, Decide(Ten, fleet, member: 0, wanted: 4).Replicas);
    }

    [Fact]
    public void A_member_that_does_not_answer_counts_as_empty_but_is_not_lowered()
    {
        MemberReplicas[] fleet = [Settled(5), Settled(5), Settled(5) with { Fresh = false }];

        Assert.Equal(5, Decide(Ten, fleet, member: 0, wanted: 4).Replicas);
        Assert.Equal(GuardReasons.StaleMember, Decide(Ten, fleet, member: 2, wanted: 0).Hold!.Reason);
    }

    [Fact]
    public void A_lost_member_does_not_use_up_the_surge_of_its_replacement()
    {
        MemberReplicas[] fleet = [Settled(5), Settled(5) with { Fresh = false }];

        Assert.True(Decide(Ten, fleet, member: 0, wanted: 10).IsAllowed);
    }

    [Fact]
    public void A_member_that_returns_gives_its_surplus_only_once_the_others_are_at_strength()
    {
        Assert.Equal(4, Decide(Ten, [Settled(10) with { Ready = 6 }, Settled(5)], member: 1, wanted: 0).Replicas);
        Assert.True(Decide(Ten, [Settled(10), Settled(5)], member: 1, wanted: 0).IsAllowed);
    }

    [Fact]
    public void Below_the_floor_what_is_not_ready_may_still_go()
    {
        MemberReplicas[] fleet = [Settled(6) with { Ready = 2 }, Settled(4)];

        var verdict = Decide(Ten, fleet, member: 0, wanted: 0);

        Assert.Equal(2, verdict.Replicas);
        Assert.Equal(GuardReasons.CapacityFloor, verdict.Hold!.Reason);
    }

    [Fact]
    public void An_older_report_does_not_tell_what_is_ready_and_may_not_go()
    {
        MemberReplicas[] fleet = [Settled(6) with { Ready = 2, UpToDate = false }, Settled(4)];

        Assert.Equal(6, Decide(Ten, fleet, member: 0, wanted: 0).Replicas);
    }

    [Fact]
    public void A_statefulset_loses_its_highest_ordinals_ready_or_not()
    {
        MemberReplicas[] fleet = [Settled(6) with { Ready = 2, LosesNotReadyFirst = false }, Settled(4) with { LosesNotReadyFirst = false }];

        Assert.Equal(6, Decide(Ten, fleet, member: 0, wanted: 2).Replicas);
        Assert.True(Decide(Ten, [fleet[0] with { Ready = 0 }, fleet[1]], member: 0, wanted: 2).IsAllowed);
    }

    [Fact]
    public void A_smaller_total_lowers_everybody_at_once()
    {
        var five = Ten with { Total = 5 };

        Assert.True(Decide(five, [Settled(6), Settled(4)], member: 0, wanted: 3).IsAllowed);
        Assert.True(Decide(five, [Settled(3), Settled(4)], member: 1, wanted: 2).IsAllowed);
    }

    [Fact]
    public void A_larger_total_raises_everybody_at_once_although_nothing_is_ready_yet()
    {
        var twenty = Ten with { Total = 20 };
        MemberReplicas[] fleet = [Settled(6) with { Ready = 0 }, Settled(4) with { Ready = 0 }];

        Assert.True(Decide(twenty, fleet, member: 0, wanted: 12).IsAllowed);
        Assert.True(Decide(twenty, [fleet[0] with { Applied = 12 }, fleet[1]], member: 1, wanted: 8).IsAllowed);
    }

    [Fact]
    public void A_move_creates_no_more_replicas_than_the_surge_allows()
    {
        var verdict = Decide(Ten, [Settled(10), Settled(0)], member: 1, wanted: 5);

        Assert.Equal(2, verdict.Replicas);
        Assert.Equal(GuardReasons.SurgeBudget, verdict.Hold!.Reason);
    }

    [Fact]
    public void A_full_surge_never_takes_away_what_is_there() =>
        Assert.Equal(4, Decide(Ten, [Settled(10), Settled(4)], member: 1, wanted: 5).Replicas);

    [Fact]
    public void Full_readiness_without_surge_still_moves_one_at_a_time() =>
        Assert.Equal(1, Decide(Ten with { MaxSurge = 0 }, [Settled(10), Settled(0)], member: 1, wanted: 5).Replicas);

    [Fact]
    public void A_lower_floor_without_surge_gives_before_it_takes()
    {
        var limits = new MoveLimits(10, 80, 0);

        Assert.Equal(0, Decide(limits, [Settled(10), Settled(0)], member: 1, wanted: 5).Replicas);
        Assert.Equal(8, Decide(limits, [Settled(10), Settled(0)], member: 0, wanted: 5).Replicas);
    }

    [Theory]
    [InlineData(10, 100, 10)]
    [InlineData(10, 75, 8)]
    [InlineData(3, 50, 2)]
    [InlineData(10, 0, 0)]
    [InlineData(0, 100, 0)]
    public void The_floor_is_a_share_of_the_total_rounded_up(int total, int percent, int floor) =>
        Assert.Equal(floor, new MoveLimits(total, percent, "20%").Floor);

    [Fact]
    public void No_change_is_allowed_from_anybody() =>
        Assert.True(Decide(Ten, [Settled(6) with { Fresh = false }], member: 0, wanted: 6).IsAllowed);

    private static GuardVerdict Decide(MoveLimits limits, MemberReplicas[] fleet, int member, int wanted) => ReplicaGuard.Decide(in limits, fleet, member, wanted);

    private static MemberReplicas Settled(int replicas) =>
        new() { Applied = replicas, Ready = replicas, Existing = replicas, Fresh = true, UpToDate = true, LosesNotReadyFirst = true };
}
