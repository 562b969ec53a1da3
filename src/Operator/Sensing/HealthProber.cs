using Loadline.Crds;

namespace Loadline.Operator.Sensing;

/// <summary>
/// Probes one member on a fixed schedule: a slow answer does not move the next probe (no coordinated omission), a slot that was missed
/// is skipped, and no two probes overlap.
/// </summary>
internal sealed class HealthProber
{
    private readonly IProbe _probe;
    private readonly ProbeSchedule _schedule;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Action<ProbeResult> _report;
    private long _provedAt;
    private bool _proved;

    /// <summary>Creates a prober; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="probe">What to ask.</param>
    /// <param name="schedule">When.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Spreads members over the interval.</param>
    /// <param name="report">Gets every result, from one loop.</param>
    public HealthProber(IProbe probe, ProbeSchedule schedule, TimeProvider time, Random random, Action<ProbeResult> report)
    {
        _probe = probe;
        _schedule = schedule;
        _time = time;
        _random = random;
        _report = report;
    }

    /// <summary>Probes until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var start = _time.GetTimestamp();
        _report(await ProbeAsync(ct));
        // The second probe falls anywhere in the interval, so that a thousand members that connect together spread out.
        var due = _time.GetElapsedTime(start) + (_schedule.Interval * (0.1 + (0.9 * _random.NextDouble())));
        while (true)
        {
            var wait = due - _time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, ct);
            var late = _time.GetElapsedTime(start) - due;
            var result = await ProbeAsync(ct);
            due += _schedule.Interval;
            var behind = _time.GetElapsedTime(start) - due;
            var skipped = behind > TimeSpan.Zero ? (int)Math.Ceiling(behind / _schedule.Interval) : 0;
            due += _schedule.Interval * skipped;
            _report(result with { Late = late, SkippedSlots = skipped, Slot = _schedule.Interval });
        }
    }

    private async Task<ProbeResult> ProbeAsync(CancellationToken ct)
    {
        var ping = await AskAsync(_probe.PingAsync, "GET /livez", ct);
        if (!ping.IsGood || (_proved && _time.GetElapsedTime(_provedAt) < _schedule.CredentialCheck)) return ping;
        var proof = await AskAsync(_probe.AuthenticateAsync, "GET /api", ct);
        _proved = proof.IsGood;
        _provedAt = _time.GetTimestamp();
        return proof.IsGood ? ping : proof;
    }

    private async Task<ProbeResult> AskAsync(Func<CancellationToken, Task<ProbeResult>> ask, string what, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(_schedule.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            // The wait must end on time even where the transport is slow to notice the cancellation.
            return await ask(linked.Token).WaitAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(ProbeVerdict.Silent, _schedule.Timeout, false, ClusterReasons.Timeout, $"{what} was not answered within {_schedule.Timeout.TotalSeconds:0.###} s");
        }
    }
}
