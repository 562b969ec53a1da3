using Loadline.Crds;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Tests.Sensing;

public sealed class HealthProberTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedProbe _probe;
    private readonly List<(TimeSpan At, ProbeResult Result)> _results = [];

    public HealthProberTests() => _probe = new(_time);

    [Fact]
    public void Probes_come_on_a_fixed_grid_whatever_the_answers_take()
    {
        _probe.Ping = async ct =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_probe.Pings * 70 % 800), _time, ct);
            return ProbeResult.Alive(TimeSpan.FromMilliseconds(1), false);
        };
        Run(TimeSpan.FromSeconds(21));
        var starts = _probe.PingTimes;
        Assert.InRange(starts.Count, 10, 12);
        for (var i = 2; i < starts.Count; i++) Assert.Equal(2, (starts[i] - starts[i - 1]).TotalSeconds, 1);
    }

    [Fact]
    public void An_answer_that_does_not_come_is_a_miss_after_the_timeout()
    {
        _probe.Ping = async ct =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, ct);
            return default;
        };
        Run(TimeSpan.FromSeconds(1.5));
        var (at, result) = Assert.Single(_results);
        Assert.Equal((ProbeVerdict.Silent, ClusterReasons.Timeout), (result.Verdict, result.Reason));
        Assert.Equal(1, at.TotalSeconds, 1);
    }

    [Fact]
    public void A_transport_that_ignores_cancellation_does_not_hold_the_schedule()
    {
        _probe.Ping = _ => new TaskCompletionSource<ProbeResult>().Task;
        Run(TimeSpan.FromSeconds(10));
        Assert.InRange(_results.Count, 4, 6);
    }

    [Fact]
    public void Slots_that_were_missed_are_skipped_not_made_up_for()
    {
        var slow = new HealthProber(_probe, new() { Interval = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(7) }, _time, new(1), Report);
        _probe.Ping = async ct =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5), _time, ct);
            return ProbeResult.Alive(TimeSpan.FromSeconds(5), false);
        };
        Run(TimeSpan.FromSeconds(60), slow);
        Assert.InRange(_results.Count, 8, 11);
        // Each answer after 5 s of a schedule of 2 s stands for the two slots that passed without a probe.
        Assert.All(_results.Skip(2), static r => Assert.Equal((2, TimeSpan.FromSeconds(2)), (r.Result.SkippedSlots, r.Result.Slot)));
    }

    [Fact]
    public void The_credentials_are_proved_at_once_and_then_every_thirty_seconds()
    {
        Run(TimeSpan.FromSeconds(65));
        Assert.Equal(3, _probe.ProofTimes.Count);
        Assert.Equal(0, _probe.ProofTimes[0].TotalSeconds, 1);
        Assert.InRange((_probe.ProofTimes[1] - _probe.ProofTimes[0]).TotalSeconds, 30, 33);
    }

    [Fact]
    public void A_healthy_answer_with_a_refused_token_is_a_rejection_and_is_asked_again_at_every_probe()
    {
        _probe.Proof = static _ => Task.FromResult(new ProbeResult(ProbeVerdict.Rejected, TimeSpan.Zero, false, ClusterReasons.Unauthorized, "401"));
        Run(TimeSpan.FromSeconds(9));
        Assert.All(_results, static r => Assert.Equal(ProbeVerdict.Rejected, r.Result.Verdict));
        Assert.Equal(_probe.Pings, _probe.ProofTimes.Count);
    }

    [Fact]
    public void A_server_that_is_silent_is_not_asked_for_more()
    {
        _probe.Ping = static _ => Task.FromResult(new ProbeResult(ProbeVerdict.Silent, TimeSpan.Zero, false, ClusterReasons.ConnectFailed, "refused"));
        Run(TimeSpan.FromSeconds(9));
        Assert.Empty(_probe.ProofTimes);
    }

    private void Run(TimeSpan duration, HealthProber? prober = null)
    {
        using var stop = new CancellationTokenSource();
        var loop = new VirtualLoop(_time);
        var run = loop.Start(() => (prober ?? new(_probe, new(), _time, new(1), Report)).RunAsync(stop.Token));
        loop.Advance(duration);
        stop.Cancel();
        loop.Settle();
        Assert.True(run.IsCanceled);
    }

    private void Report(ProbeResult result) => _results.Add((_time.GetElapsedTime(0), result));

    private sealed class ScriptedProbe(ManualTimeProvider time) : IProbe
    {
        public Func<CancellationToken, Task<ProbeResult>> Ping { get; set; } = static _ => Task.FromResult(ProbeResult.Alive(TimeSpan.FromMilliseconds(1), false));

        public Func<CancellationToken, Task<ProbeResult>> Proof { get; set; } = static _ => Task.FromResult(ProbeResult.Alive(TimeSpan.FromMilliseconds(1), false));

        public List<TimeSpan> PingTimes { get; } = [];

        public List<TimeSpan> ProofTimes { get; } = [];

        public int Pings => PingTimes.Count;

        public Task<ProbeResult> PingAsync(CancellationToken ct)
        {
            PingTimes.Add(time.GetElapsedTime(0));
            return Ping(ct);
        }

        public Task<ProbeResult> AuthenticateAsync(CancellationToken ct)
        {
            ProofTimes.Add(time.GetElapsedTime(0));
            return Proof(ct);
        }
    }
}
