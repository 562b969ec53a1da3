namespace Loadline.Placement.Weights;

/// <summary>How few and how many replicas every member may hold, the reserve for the loss of any one included.</summary>
internal readonly struct ReplicaBounds(Inputs inputs)
{
    /// <summary>Replicas, and part, by which the reserve may be short before it is repaired without regard to benefit.</summary>
    private const int MostShort = 3;

    private const double ReserveSlack = 0.15;

    /// <summary>Part by which the bound has to change to be taken over, and replicas by which it has to at least.</summary>
    private const double ReserveNoise = 0.12;

    private const int ReserveStep = 1;

    private readonly Inputs _inputs = inputs;

    private WeightMemory Memory => _inputs.Memory;

    private WeightWorkspace Work => _inputs.Work;

    private WeightSpec Spec => _inputs.Spec;

    /// <summary>Whether a reserve is kept: where traffic can be steered, it goes elsewhere when a member is lost.</summary>
    private bool KeepsReserve => Spec.Strategy == WeightStrategy.Endpoints && Spec.NMinusOneUtilization > 0;

    /// <summary>Writes every member's bounds.</summary>
    /// <param name="degraded">Whether a member is down or has been a moment ago.</param>
    /// <param name="usable">Members that count.</param>
    /// <returns>The most that any one may hold for the fleet to survive its loss.</returns>
    public int Write(bool degraded, int usable)
    {
        var replicas = _inputs.Replicas;
        for (var i = 0; i < _inputs.Count; i++)
        {
            var held = Work.Usable[i] || Spec.ReplaceLost ? 0 : Work.Baseline[i];
            Work.Caps[i] = Work.Usable[i] ? _inputs.Most(i) : held;
            Work.Floors[i] = Work.Usable[i] ? _inputs.Least(i) : held;
        }

        LowerFloors(replicas);
        if (!KeepsReserve || degraded || usable < 2) return Math.Max(1, replicas);
        return Math.Max(replicas / usable + 1, Math.Min(replicas, HeldReserve(replicas)));
    }

    /// <summary>Whether what members that count hold is within the bounds.</summary>
    public bool AreKept()
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (Work.Usable[i] && (Work.Baseline[i] < Work.Floors[i] || Work.Baseline[i] > Work.Caps[i])) return false;
        }

        return true;
    }

    /// <summary>Whether a member holds so much more than the rest could do without that this is repaired whatever it costs.</summary>
    public bool IsShortOf(int reserve)
    {
        if (!KeepsReserve) return false;
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (Work.Baseline[i] > reserve + Math.Max(MostShort, ReserveSlack * reserve)) return true;
        }

        return false;
    }

    /// <summary>
    /// The bound follows demand, and demand is never quite still: a replica more or less on every member at the bound would be a handful of moves
    /// each time, so that it is taken over only when it has changed by more than that.
    /// </summary>
    private int HeldReserve(int replicas)
    {
        var reserve = (int)Math.Max(0, replicas - Memory.BusyPeak / Spec.NMinusOneUtilization);
        var slack = Math.Max(ReserveStep, ReserveNoise * Memory.Reserve);
        if (Memory.Reserve == 0 || Memory.ReserveFor != replicas || Math.Abs(reserve - Memory.Reserve) > slack || FleetDemand.IsYoung(Memory, _inputs.Now))
            (Memory.Reserve, Memory.ReserveFor) = (reserve, replicas);
        return Memory.Reserve;
    }

    /// <summary>Least numbers that add up to more than there is are served in proportion.</summary>
    private void LowerFloors(int replicas)
    {
        long floors = 0;
        foreach (var floor in Work.Floors) floors += floor;
        if (floors <= replicas) return;
        var left = replicas;
        for (var i = 0; i < _inputs.Count; i++)
        {
            Work.Floors[i] = (int)((long)Work.Floors[i] * replicas / floors);
            left -= Work.Floors[i];
        }

        for (var i = 0; left > 0; i = (i + 1) % _inputs.Count)
        {
            if (Work.Floors[i] >= Work.Caps[i]) continue;
            Work.Floors[i]++;
            left--;
        }
    }
}
