using System.Diagnostics.Metrics;
using Loadline.Kubernetes.LeaderElection;

namespace Loadline.Kubernetes.Tests.LeaderElection;

public sealed class LeaderElectorTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly ManualTimeProvider _time = new();
    private readonly VirtualLoop _loop;
    private readonly FakeLease _lease = new();
    private readonly List<Candidate> _candidates = [];

    public LeaderElectorTests() => _loop = new VirtualLoop(_time);

    public void Dispose()
    {
        foreach (var candidate in _candidates)
        {
            candidate.Stop.Cancel();
            candidate.LetWorkEnd.TrySetResult();
        }

        _loop.Advance(Second * 30);
        Assert.All(_candidates, static c => Assert.True(c.Run.IsCompleted));
        foreach (var candidate in _candidates)
        {
            candidate.Dispose();
        }
    }

    private Candidate Start(string identity, bool stubborn = false, LeaderElectionMetrics? metrics = null)
    {
        var candidate = _loop.Start(() => new Candidate(identity, _lease, _time, stubborn, metrics));
        _candidates.Add(candidate);
        return candidate;
    }

    private bool Until(Func<bool> done, double seconds = 60) => _loop.AdvanceUntil(done, Second * seconds);

    private Candidate Leader(string identity, bool stubborn = false, LeaderElectionMetrics? metrics = null)
    {
        var candidate = Start(identity, stubborn, metrics);
        Assert.True(Until(() => candidate.Leads));
        return candidate;
    }

    [Theory]
    [InlineData(15, 15, 2, "lease duration")]
    [InlineData(15, 2.4, 2, "renew deadline")]
    [InlineData(15, 10, 0, "retry period")]
    [InlineData(0.9, 0.5, 0.1, "whole seconds")]
    public void LE1_times_that_contradict_each_other_are_refused(double lease, double renew, double retry, string message)
    {
        var options = new LeaderElectionOptions { LeaseDuration = Second * lease, RenewDeadline = Second * renew, RetryPeriod = Second * retry };
        var e = Assert.Throws<ArgumentException>(() => new LeaderElector(_lease.For("a"), options, _time));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LE1_LE2_the_defaults_are_15_10_2_and_an_identity_of_one_s_own()
    {
        var (one, two) = (new LeaderElectionOptions(), new LeaderElectionOptions());
        one.Validate();
        Assert.Equal((Second * 15, Second * 10, Second * 2), (one.LeaseDuration, one.RenewDeadline, one.RetryPeriod));
        Assert.StartsWith(Environment.MachineName + "_", one.Identity, StringComparison.Ordinal);
        Assert.NotEqual(one.Identity, two.Identity);
    }

    [Fact]
    public void LE2_of_several_candidates_exactly_one_leads()
    {
        foreach (var identity in new[] { "a", "b", "c" })
        {
            Start(identity);
        }

        Assert.True(Until(() => _candidates.Exists(c => c.Leads)));
        for (var i = 0; i < 300; i++)
        {
            _loop.Advance(Tick);
            Assert.Single(_candidates, c => c.Leads);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void LE3_a_silent_holder_is_replaced_after_its_own_duration_of_local_time_whatever_its_clock_says(int hours)
    {
        var a = Leader("a");
        _lease.Down.Add("a");
        _lease.Edit(r => r with { RenewTime = r.RenewTime.AddHours(hours), LeaseDurationSeconds = 30 });
        var b = Start("b");
        _loop.Settle();
        _time.ShiftWallClock(TimeSpan.FromHours(-hours));

        Assert.False(Until(() => b.Leads, 29.5));
        Assert.True(Until(() => b.Leads, 6));
        Assert.False(a.Leads);
    }

    [Fact]
    public void LE3_a_lease_that_only_others_edit_does_not_stay_alive()
    {
        Leader("a");
        _lease.Down.Add("a");
        var b = Start("b");
        for (var i = 0; i < 21 && !b.Leads; i++)
        {
            _loop.Advance(Second);
            _lease.Edit(r => r);
        }

        Assert.True(b.Leads);
    }

    [Fact]
    public void LE4_a_renewal_is_one_request()
    {
        Leader("a");
        _loop.Advance(Tick * 5);
        var (updates, gets) = (_lease.Count("a update"), _lease.Count("a get"));
        _loop.Advance(Second * 20);
        Assert.Equal((10, 0), (_lease.Count("a update") - updates, _lease.Count("a get") - gets));
    }

    [Fact]
    public void LE4_LE10_an_edited_lease_costs_a_read_and_is_counted_and_leadership_stays()
    {
        using var meter = new Meter("test");
        var counts = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == meter)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((i, value, _, _) => counts[i.Name] = counts.GetValueOrDefault(i.Name) + value);
        listener.SetMeasurementEventCallback<int>((i, value, _, _) => counts[i.Name] = value);
        listener.Start();
        var metrics = new LeaderElectionMetrics(meter, "loadline");
        listener.RecordObservableInstruments();
        Assert.Equal((0, 0), (counts["leader_election_master_status"], counts["leader_election_slowpath_total"]));

        var a = Leader("a", metrics: metrics);
        _lease.Edit(r => r);
        _loop.Advance(Second * 5);
        listener.RecordObservableInstruments();
        Assert.True(a.Leads);
        Assert.Equal((1, 1), (counts["leader_election_master_status"], counts["leader_election_slowpath_total"]));
    }

    [Fact]
    public void LE5_a_request_that_hangs_is_given_up_after_half_the_deadline_and_the_next_one_saves_the_lease()
    {
        var a = Leader("a");
        _loop.Advance(Second);
        _lease.Hanging.Add("a");
        _loop.Advance(Second * 3);
        _lease.Hanging.Remove("a");
        _loop.Advance(Second * 20);
        Assert.True(a.Leads);
    }

    [Fact]
    public async Task LE6_LE7_without_the_API_the_work_is_told_to_stop_before_anybody_else_can_lead()
    {
        var a = Leader("a");
        var b = Start("b");
        _loop.Advance(Second * 3);
        _lease.Down.Add("a");
        Assert.True(Until(() => !a.Leads, 11));
        Assert.True(a.WorkEnded);
        Assert.False(b.Leads);
        var e = await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run);
        Assert.True(e.WorkStopped);
        Assert.IsType<HttpRequestException>(e.InnerException);
        Assert.True(Until(() => b.Leads, 10));
    }

    [Fact]
    public async Task LE6_work_that_will_not_stop_is_reported_before_anybody_else_can_lead()
    {
        var a = Leader("a", stubborn: true);
        var b = Start("b");
        _lease.Hanging.Add("a");
        Assert.True(Until(() => a.Run.IsCompleted, 13));
        Assert.False(b.Leads);
        Assert.False((await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run)).WorkStopped);
    }

    [Fact]
    public async Task LE6_a_lease_in_other_hands_ends_leadership_at_once()
    {
        var a = Leader("a");
        _lease.Edit(r => r with { HolderIdentity = "thief", LeaseTransitions = r.LeaseTransitions + 1 });
        Assert.True(Until(() => a.Run.IsCompleted, 2.2));
        Assert.Contains("thief", (await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LE7_a_clean_stop_releases_the_lease_only_after_the_work_has_ended()
    {
        var a = Leader("a", stubborn: true);
        a.Stop.Cancel();
        _loop.Advance(Second * 30);
        Assert.Equal("a", _lease.Record!.HolderIdentity);
        Assert.True(a.Elector.Token!.IsValid);

        a.LetWorkEnd.SetResult();
        Assert.True(Until(() => a.Run.IsCompleted, 1));
        Assert.Equal(("", 1), (_lease.Record!.HolderIdentity, _lease.Record.LeaseDurationSeconds));
    }

    [Fact]
    public void LE3_LE7_a_released_lease_is_taken_within_a_retry()
    {
        var a = Leader("a");
        var b = Start("b");
        _loop.Advance(Second * 3);
        a.Stop.Cancel();
        Assert.True(Until(() => b.Leads, 4.6));
    }

    [Fact]
    public void LE8_a_leader_that_was_paused_may_not_write_when_it_wakes_up()
    {
        var a = Leader("a");
        var token = a.Elector.Token!;
        token.ThrowIfExpired();
        _time.Freeze(Second * 20);
        Assert.False(token.IsValid);
        Assert.Contains("too long", Assert.Throws<LeadershipLostException>(token.ThrowIfExpired).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LE8_the_right_to_write_counts_from_when_the_renewal_was_sent()
    {
        var a = Leader("a");
        var token = a.Elector.Token!;
        _lease.Hanging.Add("a");
        _loop.Advance(Second * 9.5);
        Assert.True(token.IsValid);
        _loop.Advance(Second * 0.6);
        Assert.False(token.IsValid);
    }

    [Fact]
    public void LE8_every_leader_has_a_higher_epoch_even_after_the_lease_was_deleted()
    {
        var a = Leader("a");
        Assert.Equal(0, a.Elector.Token!.Epoch);
        var b = Start("b");
        _loop.Advance(Second * 3);
        _lease.Down.Add("a");
        Assert.True(Until(() => b.Leads));
        Assert.Equal(1, b.Elector.Token!.Epoch);

        _lease.Delete();
        _loop.Advance(Second * 5);
        Assert.True(b.Leads);
        Assert.Equal(("b", 1), (_lease.Record!.HolderIdentity, _lease.Record.LeaseTransitions));
    }

    [Fact]
    public void LE9_a_leader_whose_loop_is_stuck_is_unhealthy()
    {
        var a = Leader("a");
        Assert.True(a.Elector.IsHealthy(Second * 5));
        _time.Freeze(Second * 21);
        Assert.False(a.Elector.IsHealthy(Second * 5));
        Assert.True(Start("b").Elector.IsHealthy(Second * 5));
    }

    [Fact]
    public async Task Work_that_ends_by_itself_ends_the_election_and_passes_its_error_on()
    {
        var a = Leader("a", stubborn: true);
        a.LetWorkEnd.SetException(new InvalidOperationException("work"));
        Assert.True(Until(() => a.Run.IsCompleted, 1));
        Assert.Equal("work", (await Assert.ThrowsAsync<InvalidOperationException>(() => a.Run)).Message);
        Assert.Equal("", _lease.Record!.HolderIdentity);
    }

    [Fact]
    public async Task A_candidate_that_is_stopped_never_led()
    {
        Leader("a");
        var b = Start("b");
        _loop.Advance(Second);
        Assert.Equal("a", b.Elector.ObservedLeader);
        b.Stop.Cancel();
        _loop.Settle();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => b.Run);
    }

    private sealed class Candidate : IDisposable
    {
        private readonly bool _stubborn;

        public Candidate(string identity, FakeLease lease, TimeProvider time, bool stubborn, LeaderElectionMetrics? metrics)
        {
            _stubborn = stubborn;
            Elector = new LeaderElector(
                lease.For(identity), new LeaderElectionOptions { Identity = identity }, time, metrics, null, () => (identity[0] % 4) / 4.0);
            Run = Elector.RunAsync(WorkAsync, Stop.Token);
        }

        public LeaderElector Elector { get; }

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource LetWorkEnd { get; } = new();

        public Task Run { get; }

        public bool WorkEnded { get; private set; }

        public bool Leads => Elector.Token?.IsValid == true;

        public void Dispose() => Stop.Dispose();

        private async Task WorkAsync(LeaderToken token, CancellationToken cancellationToken)
        {
            try
            {
                await (_stubborn ? LetWorkEnd.Task : Task.Delay(Timeout.Infinite, cancellationToken));
            }
            finally
            {
                WorkEnded = true;
            }
        }
    }
}
