using Loadline.Placement.Weights;

namespace Loadline.Placement.Tests.Weights;

/// <summary>
/// A fleet whose measurements are missing, absurd, old, replayed or lies, whose members come, fail and go, and whose owner changes his mind: the
/// inputs of decisions, and what has to hold of every one.
/// </summary>
internal sealed class HostileWorld
{
    private static readonly double[] Absurd =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 0, double.MaxValue, double.MinValue, double.Epsilon, 1e300, 1e-300, 1.4999];

    private readonly Random _random;
    private readonly WeightSpec _spec;
    private WeightState _state = new();
    private WeightSnapshot _snapshot;
    private TimeSpan _now = TimeSpan.FromSeconds(1000);
    private int[] _before = [];
    private int[] _weightsBefore = [];

    public HostileWorld(uint seed)
    {
        _random = new Random((int)seed);
        _spec = WeightSpec.Default with { Strategy = (WeightStrategy)_random.Next(3), ReplaceLost = _random.Next(4) > 0, Uid = $"{seed}" };
        _snapshot = Fleet(1 + _random.Next(12), _random.Next(2) == 0 ? 1 : 1 + _random.Next(6));
    }

    /// <summary>Lets time pass and something happen to every member.</summary>
    public void Change()
    {
        _now += TimeSpan.FromSeconds(_random.Next(10) == 0 ? 100 * _random.NextDouble() : 2);
        if (_random.Next(60) == 0)
        {
            _snapshot = Fleet(1 + _random.Next(12), _snapshot.OriginNames.Length);
            (_before, _weightsBefore) = ([], []);
        }

        if (_random.Next(40) == 0) _state = WeightState.Load(_state.Save(), TimeSpan.Zero);
        if (_random.Next(20) == 0) _snapshot.Replicas = _random.Next(10) == 0 ? 0 : _random.Next(200);
        for (var i = 0; i < _snapshot.Names.Length; i++) Change(ref _snapshot.Members[i]);
        for (var j = 0; j < _snapshot.Origins.Length; j++)
        {
            _snapshot.Origins[j].Demand = Value(500);
            _snapshot.Origins[j].Weight = _random.Next(5) == 0 ? Value(1) : 1;
            _snapshot.Origins[j].Time = Received();
        }

        for (var k = 0; k < _snapshot.RttMs.Length; k++) _snapshot.RttMs[k] = Value(200);
    }

    /// <summary>Decides.</summary>
    /// <returns>What is wrong with the decision; null when nothing is.</returns>
    public string? Decide()
    {
        var decision = WeightLoop.Decide(_state, _snapshot, _spec, _now);
        var wrong = Wrong(decision);
        _before = [.. decision.Members.Select(row => row.Desired)];
        _weightsBefore = [.. decision.OriginWeights];
        return wrong is null ? null : $"{wrong}\n{decision.Explain()}";
    }

    private string? Wrong(WeightDecision decision)
    {
        var (sum, room, blocked) = (0L, 0L, false);
        for (var i = 0; i < decision.Members.Length; i++)
        {
            var (row, sample) = (decision.Members[i], _snapshot.Members[i]);
            sum += row.Desired;
            var most = Math.Max(0, Math.Min(sample.Cap, sample.MaxReplicas));
            room += row.Reason is WeightReason.Down or WeightReason.FlapDamped ? row.Desired : most;
            blocked |= row.Reason is WeightReason.Down or WeightReason.FlapDamped;
            double[] figures = [row.RttMs, row.Capacity, row.Utilization, row.MarginalMs, row.GapMs];
            if (figures.Any(static figure => !double.IsFinite(figure))) return $"{decision.Names[i]} has a figure that is not finite";
            if (row.Desired < 0) return $"{decision.Names[i]} has {row.Desired}";
            if (_spec.Strategy != WeightStrategy.Traffic && row.Desired > most && row.Reason is not (WeightReason.Down or WeightReason.FlapDamped)) return $"{decision.Names[i]} has {row.Desired} of {most}";
            if (row.Reason != WeightReason.MetricsStale || _weightsBefore.Length == 0) continue;
            if (_spec.Strategy != WeightStrategy.Endpoints && Grew(decision, i)) return $"{decision.Names[i]} is stale and got more traffic";
            if (_spec.Strategy != WeightStrategy.Traffic && !decision.ReplicasChanged && row.Desired > _before[i] && row.Desired != sample.Assigned && _before.Sum() == sum) return $"{decision.Names[i]} is stale and got more replicas";
        }

        double[] totals = [decision.CurrentMs, decision.ProposedMs, decision.AppliedMs, decision.ThetaMs, decision.Gain, decision.RequiredGain];
        if (totals.Any(static figure => !double.IsFinite(figure))) return "a total is not finite";
        if (_spec.Strategy != WeightStrategy.Traffic && sum + decision.Unplaced != _snapshot.Replicas) return $"{sum} replicas and {decision.Unplaced} unplaced are not {_snapshot.Replicas}";
        if (_spec.Strategy != WeightStrategy.Traffic && decision.Unplaced > 0 && sum < room && !blocked) return $"{decision.Unplaced} are unplaced although {room - sum} fit";
        for (var from = 0; from < decision.OriginWeights.Length; from += decision.Members.Length)
        {
            var row = decision.OriginWeights.AsSpan(from, decision.Members.Length).ToArray();
            if (row.Sum() != 10_000 || row.Min() < 0) return $"traffic adds up to {row.Sum()}";
        }

        return null;
    }

    private bool Grew(WeightDecision decision, int i)
    {
        if (decision.TrafficReason == WeightReason.Panic) return false;
        // A member that fails leaves its traffic to the others, stale or not.
        if (_snapshot.Members.Any(static member => !member.Healthy || member.Ready <= 0)) return false;
        for (var k = i; k < _weightsBefore.Length; k += decision.Members.Length)
        {
            if (decision.OriginWeights[k] > _weightsBefore[k] + 1) return true;
        }

        return false;
    }

    private WeightSnapshot Fleet(int members, int origins)
    {
        var names = Enumerable.Range(0, 15).OrderBy(_ => _random.Next()).Take(members).Order().Select(static n => $"m{n:00}").ToArray();
        return new(names, [.. Enumerable.Range(0, origins).Select(static n => $"o{n}")]) { Replicas = _random.Next(100) };
    }

    private void Change(ref MemberSample sample)
    {
        sample.Completions = Value(800);
        sample.Utilization = _random.Next(6) == 0 ? _random.Next(2) : Value(1);
        sample.ServiceLatencyMs = Value(100);
        sample.NodeCpu = Value(1);
        sample.ErrorRatio = _random.Next(4) == 0 ? Value(1) : 0;
        if (_random.Next(30) == 0) sample.Cores = Value(64);
        if (_random.Next(30) == 0) sample.OwnCores = Value(10);
        sample.LoadTime = Received();
        sample.RttTime = Received();
        sample.ErrorTime = Received();
        if (_random.Next(25) == 0) sample.Healthy = !sample.Healthy;
        if (_random.Next(20) == 0) sample.Cap = _random.Next(4) == 0 ? _random.Next(10) : _random.Next(4) == 0 ? -3 : int.MaxValue;
        if (_random.Next(40) == 0) sample.MaxReplicas = _random.Next(4) == 0 ? _random.Next(20) : int.MaxValue;
        if (_random.Next(40) == 0) sample.MinReplicas = _random.Next(4) == 0 ? _random.Next(30) : 0;
        if (_random.Next(15) == 0) sample.Ready = _random.Next(30);
        if (_random.Next(30) == 0) sample.Assigned = _random.Next(30);
    }

    private double Value(double ordinary) => _random.Next(6) == 0 ? Absurd[_random.Next(Absurd.Length)] : ordinary * _random.NextDouble();

    /// <summary>Now, in time, late, replayed, in the future, or never.</summary>
    private TimeSpan Received() => _random.Next(12) switch
    {
        0 => TimeSpan.MinValue,
        1 => TimeSpan.MaxValue,
        2 => _now - TimeSpan.FromSeconds(500 * _random.NextDouble()),
        3 => _now + TimeSpan.FromSeconds(60),
        4 => TimeSpan.FromSeconds(990),
        _ => _now,
    };
}
