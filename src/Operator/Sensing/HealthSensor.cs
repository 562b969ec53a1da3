namespace Loadline.Operator.Sensing;

/// <summary>Makes health, round-trip time and metrics of one member out of its probes. Owned by the probing loop.</summary>
internal sealed class HealthSensor
{
    /// <summary>Answers state whole seconds, which were cut off: half a second more is the best guess.</summary>
    private static readonly TimeSpan HalfSecond = TimeSpan.FromSeconds(0.5);

    private readonly string _cluster;
    private readonly HealthJudge _judge;
    private readonly RttEstimator _rtt = new();
    private readonly ClockSkew _skew;
    private readonly TimeProvider _time;
    private readonly MemberMetrics _metrics;
    private readonly IFactBoard _board;
    private readonly Action _recovered;
    private long _sampledAt;

    /// <summary>Starts from what the board knows of earlier.</summary>
    /// <param name="cluster">The member's name.</param>
    /// <param name="last">Health before this connection; null when there was none.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Instruments.</param>
    /// <param name="board">Gets the results.</param>
    /// <param name="recovered">Called when the member comes back, or comes for the first time.</param>
    public HealthSensor(string cluster, MemberHealth? last, TimeProvider time, MemberMetrics metrics, IFactBoard board, Action recovered)
    {
        _cluster = cluster;
        _time = time;
        _metrics = metrics;
        _board = board;
        _recovered = recovered;
        _skew = new(time);
        _judge = new(time.GetUtcNow(), last);
        if (board.Facts.Rtt is { } rtt) _rtt.Seed(rtt.P50Ms, rtt.SlowMs, rtt.P95Ms, rtt.JitterMs, rtt.SteadyMs);
        _sampledAt = time.GetTimestamp();
        board.Update(facts => facts with { Health = _judge.Health });
    }

    /// <summary>Takes one probe into account.</summary>
    public void Observe(ProbeResult probe)
    {
        var now = _time.GetUtcNow();
        var before = _judge.Health;
        var health = _judge.Observe(probe, now);
        _metrics.Probed(_cluster, probe);
        var rtt = probe is { IsGood: true, IsCold: false } ? Sample(probe.RoundTrip, now) : null;
        if (probe.IsLost) _rtt.AddLost(probe.RoundTrip.TotalMilliseconds);
        var skew = probe.RemoteTime is { } remote ? _skew.Add(now - remote - HalfSecond) : null;
        if (!ReferenceEquals(before, health) || rtt is not null || skew is not null)
            _board.Update(facts => facts with { Health = health, Rtt = rtt ?? facts.Rtt, Clock = skew is { } s ? ClockFacts.WithServer(facts.Clock, s) : facts.Clock });
        if (health.IsReachable && !before.IsReachable) _recovered();
    }

    private RttFacts? Sample(TimeSpan roundTrip, DateTimeOffset now)
    {
        var estimate = _rtt.Add(roundTrip.TotalMilliseconds, _time.GetElapsedTime(_sampledAt));
        _sampledAt = _time.GetTimestamp();
        if (estimate is not { } e) return null;
        return new(e.FastMs, e.SlowMs, e.P95Ms, e.JitterMs, now, Confidence.Of(Confidence.Probe, e.Samples, RttEstimator.Enough)) { SteadyMs = e.SteadyMs, Stamp = _sampledAt };
    }
}
