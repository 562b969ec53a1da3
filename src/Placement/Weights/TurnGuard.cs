namespace Loadline.Placement.Weights;

/// <summary>
/// A member whose traffic was changed a moment ago goes back slowly: what an estimate got wrong in haste is put right in steps that nobody feels, and
/// noise does not send the same traffic to and fro.
/// </summary>
internal readonly struct TurnGuard(Inputs inputs)
{
    /// <summary>Seconds in which a change of direction is a reversal: a minute, and what a step takes to be applied.</summary>
    private const double TurnSeconds = 66;

    /// <summary>Part of all traffic from which a change has a direction, and the most by which one may turn round; less, so that it has none.</summary>
    private const double LeastTurn = 0.008;

    private const double SlowTurn = 0.007;

    private readonly Inputs _inputs = inputs;

    private WeightMemory Memory => _inputs.Memory;

    private WeightWorkspace Work => _inputs.Work;

    /// <summary>
    /// Shortens the whole next step until no member turns round by more than a hundredth of all traffic, unless there is traffic to be taken off a
    /// member that is down, and remembers directions.
    /// </summary>
    /// <returns>Whether the step was shortened.</returns>
    public bool Apply()
    {
        var part = 1.0;
        for (var i = 0; i < _inputs.Count; i++)
        {
            var member = Memory.Members[i];
            var change = Change(i);
            if (_inputs.Now.Since(member.TurnAt) < TurnSeconds && change * member.Turn < 0 && Math.Abs(change) > SlowTurn) part = Math.Min(part, SlowTurn / Math.Abs(change));
        }

        var shortened = part < 1 && !LeavesDown();
        for (var k = 0; k < Work.Next.Length && shortened; k++) Work.Next[k] = Memory.Shares[k] + part * (Work.Next[k] - Memory.Shares[k]);
        for (var i = 0; i < _inputs.Count; i++)
        {
            var change = Change(i);
            if (Math.Abs(change) > LeastTurn) (Memory.Members[i].Turn, Memory.Members[i].TurnAt) = (Math.Sign(change), _inputs.Now);
        }

        return shortened;
    }

    private bool LeavesDown()
    {
        for (var k = 0; k < Memory.Shares.Length; k++)
        {
            if (!Work.Usable[k % _inputs.Count] && Memory.Shares[k] > TrafficLoop.Unused) return true;
        }

        return false;
    }

    /// <summary>Change of a member's part of all traffic in this step: by demand as it is estimated or as it was reported last, whichever says more.</summary>
    private double Change(int i)
    {
        double change = 0, all = 0, reported = 0, allReported = 0;
        for (var j = 0; j < _inputs.Origins; j++)
        {
            ref readonly var sample = ref _inputs.Snapshot.Origins[j];
            var now = sample.Time == Memory.DemandSeen[j] && sample.Demand >= 0 && double.IsFinite(sample.Demand) ? sample.Demand : Work.Demand[j];
            var step = Work.Next[j * _inputs.Count + i] - Memory.Shares[j * _inputs.Count + i];
            (all, change) = (all + Work.Demand[j], change + Work.Demand[j] * step);
            (allReported, reported) = (allReported + now, reported + now * step);
        }

        (change, reported) = (all > 0 ? change / all : 0, allReported > 0 ? reported / allReported : 0);
        return Math.Abs(reported) > Math.Abs(change) ? reported : change;
    }
}
