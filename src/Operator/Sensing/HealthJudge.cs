using Loadline.Crds;

namespace Loadline.Operator.Sensing;

/// <summary>
/// Turns probes into health by accumulated evidence: one miss makes a member suspect, <see cref="MissesToFail"/> in a row fail it, and
/// <see cref="GoodToRecover"/> good ones in a row bring it back. Owned by one loop.
/// </summary>
internal sealed class HealthJudge
{
    public const int MissesToFail = 3;
    public const int GoodToRecover = 2;

    private int _misses;
    private int _good;
    private bool _undecided;

    /// <summary>Starts from nothing, or from what was last known: a new process neither trusts nor condemns a member blindly.</summary>
    /// <param name="now">Present time.</param>
    /// <param name="last">Health that an earlier process recorded; null when there is none.</param>
    public HealthJudge(DateTimeOffset now, MemberHealth? last = null)
    {
        _undecided = last is null;
        Health = last switch
        {
            null => new(HealthState.NotReady, now, ClusterReasons.Connecting, "the first probe has not been answered yet"),
            { IsReachable: true } => last with { State = HealthState.Suspect, Reason = ClusterReasons.Connecting, Message = "not probed yet since the operator started" },
            _ => last,
        };
    }

    /// <summary>The judgement so far.</summary>
    public MemberHealth Health { get; private set; }

    /// <summary>Takes one probe into account.</summary>
    /// <returns>The judgement; the same instance when nothing changed.</returns>
    public MemberHealth Observe(in ProbeResult probe, DateTimeOffset now)
    {
        if (probe.IsGood) Good(now);
        else Missed(probe, now);
        return Health;
    }

    private void Good(DateTimeOffset now)
    {
        _misses = 0;
        _good++;
        var recovered = _undecided || Health.State is HealthState.Ready or HealthState.Suspect || _good >= GoodToRecover;
        if (!recovered) return;
        _undecided = false;
        Become(HealthState.Ready, ClusterReasons.ClusterReady, "the API server answers and accepts the credentials", now);
    }

    private void Missed(in ProbeResult probe, DateTimeOffset now)
    {
        _good = 0;
        _misses++;
        var failed = _undecided || _misses >= MissesToFail || !Health.IsReachable;
        if (!failed)
        {
            Become(HealthState.Suspect, ClusterReasons.ClusterSuspect, $"{_misses} of {MissesToFail} probes missed: {probe.Message}", now);
            return;
        }

        var state = probe.Verdict == ProbeVerdict.Silent ? HealthState.Unreachable : HealthState.NotReady;
        Become(state, probe.Reason, probe.Message, now);
    }

    private void Become(HealthState state, string reason, string message, DateTimeOffset now)
    {
        if (Health.State == state && Health.Reason == reason && Health.Message == message) return;
        var next = new MemberHealth(state, Health.State == state ? Health.Since : now, reason, message);
        // A server that fails now in one way and now in another has been lost since the first.
        Health = next.IsReachable ? next : next with { LostSince = Health.LostSince ?? next.Since };
    }
}
