using Loadline.Crds;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

public sealed class HealthJudgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ProbeResult Good = ProbeResult.Alive(TimeSpan.FromMilliseconds(12), false);
    private static readonly ProbeResult Silent = new(ProbeVerdict.Silent, TimeSpan.FromSeconds(1), false, ClusterReasons.Timeout, "no answer within 1s");
    private static readonly ProbeResult Rejected = new(ProbeVerdict.Rejected, TimeSpan.Zero, false, ClusterReasons.Unauthorized, "401");
    private static readonly ProbeResult Unwell = new(ProbeVerdict.Unwell, TimeSpan.Zero, false, ClusterReasons.ClusterNotReady, "500");

    [Fact]
    public void A_new_member_is_not_ready_until_its_first_good_probe_and_that_one_is_enough()
    {
        var judge = new HealthJudge(Start);
        Assert.Equal((HealthState.NotReady, ClusterReasons.Connecting), (judge.Health.State, judge.Health.Reason));
        Assert.Equal(HealthState.Ready, judge.Observe(Good, Start).State);
    }

    [Fact]
    public void A_new_member_that_does_not_answer_says_why_at_once()
    {
        var health = new HealthJudge(Start).Observe(Silent, Start);
        Assert.Equal((HealthState.Unreachable, ClusterReasons.Timeout, "no answer within 1s"), (health.State, health.Reason, health.Message));
    }

    [Fact]
    public void One_miss_makes_a_member_suspect_but_it_stays_reachable()
    {
        var health = Feed(new(Start), Good, Silent);
        Assert.Equal(HealthState.Suspect, health.State);
        Assert.True(health.IsReachable);
    }

    [Fact]
    public void Three_misses_in_a_row_make_it_unreachable()
    {
        Assert.Equal(HealthState.Suspect, Feed(new(Start), Good, Silent, Silent).State);
        Assert.Equal(HealthState.Unreachable, Feed(new(Start), Good, Silent, Silent, Silent).State);
    }

    [Fact]
    public void Misses_that_are_not_in_a_row_do_not_add_up() =>
        Assert.Equal(HealthState.Suspect, Feed(new(Start), Good, Silent, Silent, Good, Silent, Silent).State);

    [Fact]
    public void A_refused_token_and_a_bad_answer_are_not_unreachability()
    {
        Assert.Equal((HealthState.NotReady, ClusterReasons.Unauthorized), Verdict(Feed(new(Start), Good, Rejected, Rejected, Rejected)));
        Assert.Equal((HealthState.NotReady, ClusterReasons.ClusterNotReady), Verdict(Feed(new(Start), Good, Unwell, Unwell, Unwell)));
    }

    [Fact]
    public void A_failed_member_comes_back_after_two_good_probes()
    {
        var judge = new HealthJudge(Start);
        Feed(judge, Good, Silent, Silent, Silent);
        Assert.Equal(HealthState.Unreachable, judge.Observe(Good, Start).State);
        Assert.Equal(HealthState.Ready, judge.Observe(Good, Start).State);
    }

    [Fact]
    public void The_cause_of_a_failure_may_change_while_it_lasts()
    {
        var judge = new HealthJudge(Start);
        Feed(judge, Good, Silent, Silent, Silent);
        Assert.Equal((HealthState.NotReady, ClusterReasons.Unauthorized), Verdict(judge.Observe(Rejected, Start)));
    }

    [Fact]
    public void Since_is_the_time_at_which_the_state_was_entered_not_the_last_probe()
    {
        var judge = new HealthJudge(Start);
        Feed(judge, Good, Silent, Silent);
        judge.Observe(Silent, Start.AddSeconds(10));
        Assert.Equal(Start.AddSeconds(10), judge.Observe(Silent with { Message = "refused" }, Start.AddSeconds(20)).Since);
    }

    [Fact]
    public void A_member_that_fails_now_in_one_way_and_now_in_another_has_been_lost_since_the_first()
    {
        var judge = new HealthJudge(Start);
        Feed(judge, Good, Silent, Silent);
        Assert.Null(judge.Health.LostSince);
        judge.Observe(Silent, Start.AddSeconds(10));
        for (var i = 1; i <= 5; i++)
        {
            judge.Observe(i % 2 == 0 ? Silent : Unwell, Start.AddMinutes(i));
            judge.Observe(Good, Start.AddMinutes(i));
            Assert.Equal(Start.AddSeconds(10), judge.Health.LostSince);
            Assert.Equal(Start.AddMinutes(i), judge.Health.Since);
        }

        Assert.Null(judge.Observe(Good, Start.AddMinutes(6)).LostSince);
    }

    [Fact]
    public void A_probe_that_changes_nothing_gives_the_same_instance()
    {
        var judge = new HealthJudge(Start);
        var first = judge.Observe(Good, Start);
        Assert.Same(first, judge.Observe(Good, Start.AddSeconds(2)));
    }

    [Fact]
    public void After_a_restart_a_ready_member_is_suspect_until_probed_and_a_lost_one_stays_lost_since_the_same_time()
    {
        var ready = new HealthJudge(Start.AddHours(1), new(HealthState.Ready, Start, ClusterReasons.ClusterReady, ""));
        Assert.Equal(HealthState.Suspect, ready.Health.State);
        Assert.Equal(HealthState.Ready, ready.Observe(Good, Start.AddHours(1)).State);

        var lost = new HealthJudge(Start.AddHours(1), new(HealthState.Unreachable, Start, ClusterReasons.Timeout, "no answer"));
        Assert.Equal((HealthState.Unreachable, Start), (lost.Health.State, lost.Health.Since));
        Assert.Equal(Start, lost.Observe(Silent, Start.AddHours(1)).Since);
        Assert.Equal(Start, lost.Health.LostSince);
    }

    private static MemberHealth Feed(HealthJudge judge, params ProbeResult[] probes)
    {
        foreach (var probe in probes) judge.Observe(probe, Start);
        return judge.Health;
    }

    private static (HealthState, string) Verdict(MemberHealth health) => (health.State, health.Reason);
}
