namespace Loadline.Simulator.Plant;

/// <summary>
/// The replicas of all members. A change makes before it breaks: new replicas start at once and are ready after a while; surplus ones leave when
/// no replacement is outstanding, and at once only where a member is to be drained.
/// </summary>
internal sealed class PodPool
{
    /// <summary>Seconds from the decision to a ready replica.</summary>
    public const double StartSeconds = 20;

    private const double LongAgo = -1e9;
    private const double ColdSpeed = 0.3;
    private const double WarmSeconds = 60;

    private readonly List<double>[] _ready;
    private readonly List<double>[] _starting;
    private readonly int[] _leaving;

    /// <summary>When the last replica of a member that became ready is warm.</summary>
    private readonly double[] _warmFrom;

    public PodPool(ReadOnlySpan<int> replicas)
    {
        _ready = new List<double>[replicas.Length];
        _starting = new List<double>[replicas.Length];
        _leaving = new int[replicas.Length];
        _warmFrom = new double[replicas.Length];
        for (var i = 0; i < replicas.Length; i++)
        {
            _ready[i] = [.. Enumerable.Repeat(LongAgo, replicas[i])];
            _starting[i] = [];
        }
    }

    /// <summary>Replicas started so far.</summary>
    public int Started { get; private set; }

    /// <summary>Replicas stopped so far.</summary>
    public int Stopped { get; private set; }

    public bool IsChanging
    {
        get
        {
            foreach (var starting in _starting)
            {
                if (starting.Count > 0) return true;
            }

            return false;
        }
    }

    public int Ready(int i) => _ready[i].Count;

    /// <summary>Replicas of the division that is being carried out.</summary>
    public int Assigned(int i) => _ready[i].Count + _starting[i].Count - _leaving[i];

    public int Sum()
    {
        var sum = 0;
        foreach (var ready in _ready) sum += ready.Count;
        return sum;
    }

    /// <summary>Mean speed of a member's replicas, 1 when all are warm.</summary>
    public double Warmth(int i, double now)
    {
        var ready = _ready[i];
        if (ready.Count == 0) return 0;
        if (now >= _warmFrom[i]) return 1;
        double sum = 0;
        foreach (var since in ready) sum += Math.Min(1, ColdSpeed + (1 - ColdSpeed) * (now - since) / WarmSeconds);
        return sum / ready.Count;
    }

    public void Restart(int i, double now)
    {
        for (var k = 0; k < _ready[i].Count; k++) _ready[i][k] = now;
        _warmFrom[i] = now + WarmSeconds;
    }

    /// <summary>Puts a division in place as if by magic.</summary>
    public void Teleport(ReadOnlySpan<int> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            _ready[i].Clear();
            for (var k = 0; k < target[i]; k++) _ready[i].Add(LongAgo);
            _starting[i].Clear();
            _leaving[i] = 0;
        }
    }

    public void Set(ReadOnlySpan<int> target, double now, ReadOnlySpan<bool> drain)
    {
        for (var i = 0; i < target.Length; i++)
        {
            if (drain.IsEmpty || !drain[i]) continue;
            var surplus = Math.Min(Assigned(i) - target[i], _ready[i].Count - _leaving[i]);
            if (surplus <= 0) continue;
            _ready[i].RemoveRange(0, surplus);
            Stopped += surplus;
        }

        for (var i = 0; i < target.Length; i++)
        {
            var change = target[i] - Assigned(i);
            if (change > 0)
            {
                var kept = Math.Min(change, _leaving[i]);
                _leaving[i] -= kept;
                for (var k = kept; k < change; k++) _starting[i].Add(now + StartSeconds);
                Started += change - kept;
            }
            else if (change < 0)
            {
                var cancelled = Math.Min(-change, _starting[i].Count);
                _starting[i].RemoveRange(_starting[i].Count - cancelled, cancelled);
                _leaving[i] += -change - cancelled;
            }
        }
    }

    /// <summary>Lets replicas become ready, and surplus ones go when all are.</summary>
    public void Step(double now)
    {
        for (var i = 0; i < _starting.Length; i++)
        {
            for (var k = 0; k < _starting[i].Count;)
            {
                if (_starting[i][k] > now)
                {
                    k++;
                    continue;
                }

                _starting[i].RemoveAt(k);
                _ready[i].Add(now);
                _warmFrom[i] = now + WarmSeconds;
            }
        }

        if (IsChanging) return;
        for (var i = 0; i < _leaving.Length; i++)
        {
            var gone = Math.Min(_leaving[i], _ready[i].Count);
            _ready[i].RemoveRange(_ready[i].Count - gone, gone);
            Stopped += gone;
            _leaving[i] = 0;
        }
    }
}
