using Loadline.Placement.Scheduling;

namespace Loadline.Simulator.Plant;

/// <summary>The closed loop: plant, sensors, probes, policies and actuators, step by step.</summary>
internal sealed class PlantRun
{
    private const double LeastReversal = 0.01;
    private const double QuickSeconds = 60;
    private const double EventWindow = 300;

    private readonly ITrafficPolicy _traffic;
    private readonly IReplicaPolicy? _replicas;
    private readonly PlantOptions _options;
    private readonly PlantModel _plant;
    private readonly HealthProbes _probes;
    private readonly int _count;
    private readonly Queue<(double At, SensorReport Report)> _inbox = new();
    private readonly Queue<(double At, double[] Shares)> _pending = new();
    private readonly Stack<SensorReport> _spareReports = new();
    private readonly Stack<double[]> _spareShares = new();
    private readonly SensorReport _truth;
    private readonly double[] _lastTurn;
    private readonly double[] _lastTurnAt;
    private readonly int[] _target;
    private readonly bool[] _drain;
    private SensorReport? _report;
    private double[] _shares;
    private double _churn;
    private int _reversals;
    private int _quickReversals;
    private int _worldTurns;
    private double _most;

    private PlantRun(Topology topology, PlantScenario scenario, uint seed, PlantOptions options, ITrafficPolicy traffic, IReplicaPolicy? replicas, ErlangC erlang)
    {
        (_traffic, _replicas, _options) = (traffic, replicas, options);
        _plant = new(topology, scenario, seed, options, erlang);
        _count = topology.Count;
        _probes = new(_count);
        (_truth, _target, _drain) = (new(_count), new int[_count], new bool[_count]);
        (_lastTurn, _lastTurnAt) = (new double[_count], new double[_count]);
        _shares = new double[_count * _count];
        for (var j = 0; j < _count; j++)
        {
            for (var i = 0; i < _count; i++) _shares[j * _count + i] = traffic is Policies.EvenTraffic ? 1.0 / _count : i == j ? 1 : 0;
        }
    }

    public static PlantResult Run(
        Topology topology, PlantScenario scenario, uint seed, PlantOptions options, ITrafficPolicy traffic, IReplicaPolicy? replicas = null, ErlangC? erlang = null) =>
        new PlantRun(topology, scenario, seed, options, traffic, replicas, erlang ?? new ErlangC()).Run();

    private PlantResult Run()
    {
        var (nextReport, nextDecision, nextProbe, nextReplicas) = (_options.SampleInterval, 0.0, 0.0, 0.0);
        var movesBefore = -1;
        var steps = (int)Math.Ceiling(_plant.Scenario.Seconds / _options.Step);
        var history = new float[steps * _count];
        for (var step = 0; step < steps; step++)
        {
            if (movesBefore < 0 && _plant.Time >= _options.Skip) movesBefore = _plant.Moves;
            _plant.Step(_shares);
            var now = _plant.Time;
            if (now >= nextProbe)
            {
                nextProbe += _options.ProbeInterval;
                _probes.Probe(_plant.Up);
            }

            if (now >= nextReport)
            {
                nextReport += _options.SampleInterval;
                Send();
            }

            Receive(now);
            var view = _report is null ? default : new PlantView(now, _report, _probes.Healthy, _plant);
            if (_report is not null && now >= nextDecision)
            {
                nextDecision = now + _traffic.Period;
                var shares = _spareShares.TryPop(out var spare) ? spare : new double[_shares.Length];
                _traffic.Decide(view, shares);
                _pending.Enqueue((now + (_traffic.IsOracle ? 0 : _options.ActuationDelay), shares));
            }

            while (_pending.TryPeek(out var due) && due.At <= now) Apply(_pending.Dequeue().Shares, now);
            if (_replicas is not null && _report is not null && now >= nextReplicas)
            {
                nextReplicas = now + _replicas.Period;
                _drain.AsSpan().Clear();
                if (_replicas.Decide(view, _target, _drain)) _plant.Pods.Set(_target, now, _drain);
            }

            Note(history.AsSpan(step * _count, _count), now);
        }

        return Result(history, Math.Max(0, movesBefore));
    }

    private void Send()
    {
        var report = _spareReports.TryPop(out var spare) ? spare : new SensorReport(_count);
        _plant.Read(report);
        report.Received = report.Time + _options.SampleDelay;
        report.CopyTo(_truth);
        _plant.Scenario.Distort?.Invoke(report.Time, report, _truth);
        _inbox.Enqueue((report.Time + _options.SampleDelay, report));
    }

    private void Receive(double now)
    {
        while (_inbox.TryPeek(out var next) && next.At <= now + _options.Step)
        {
            if (_report is not null) _spareReports.Push(_report);
            _report = _inbox.Dequeue().Report;
            _report.Received = Math.Min(_report.Received, now);
        }
    }

    private void Apply(double[] shares, double now)
    {
        // Where the world itself turns, a turn of the traffic is no reversal.
        var scenario = _plant.Scenario;
        if ((now >= scenario.EventStart && _worldTurns == 0) || (now >= scenario.EventEnd && _worldTurns == 1))
        {
            _worldTurns++;
            _lastTurn.AsSpan().Clear();
        }

        if (now > _options.Skip)
        {
            double all = 0;
            foreach (var own in _plant.Demand) all += own;
            for (var i = 0; i < _count; i++)
            {
                double change = 0;
                for (var j = 0; j < _count; j++) change += _plant.Demand[j] * (shares[j * _count + i] - _shares[j * _count + i]) / all;
                _churn += Math.Abs(change) / 2;
                if (Math.Abs(change) <= LeastReversal) continue;
                if (_lastTurn[i] * change < 0)
                {
                    _reversals++;
                    if (now - _lastTurnAt[i] <= QuickSeconds) _quickReversals++;
                }

                (_lastTurn[i], _lastTurnAt[i]) = (change, now);
            }
        }

        _spareShares.Push(_shares);
        _shares = shares;
    }

    private void Note(Span<float> shares, double now)
    {
        double all = 0;
        foreach (var own in _plant.Demand) all += own;
        for (var i = 0; i < _count; i++)
        {
            double load = 0;
            for (var j = 0; j < _count; j++) load += _plant.Demand[j] * _shares[j * _count + i];
            shares[i] = (float)(load / all);
            if (now > _options.Skip) _most = Math.Max(_most, _plant.Utilization[i]);
        }
    }

    private PlantResult Result(float[] shares, int movesBefore)
    {
        var (scenario, skip) = (_plant.Scenario, _options.Skip);
        var hours = (scenario.Seconds - skip) / 3600;
        double latency = 0, errors = 0, eventLatency = 0;
        int count = 0, eventCount = 0;
        foreach (var (time, mean, failed) in _plant.History)
        {
            if (time > skip)
            {
                latency += mean;
                errors += failed;
                count++;
            }

            if (time >= scenario.EventStart && time < scenario.EventStart + EventWindow)
            {
                eventLatency += mean;
                eventCount++;
            }
        }

        var (p95, p99) = Percentiles(time => time > skip);
        var (_, eventP99) = Percentiles(time => time >= scenario.EventStart && time < scenario.EventStart + EventWindow);
        return new()
        {
            MeanMs = latency / count,
            P95Ms = p95,
            P99Ms = p99,
            EventMeanMs = eventCount == 0 ? double.NaN : eventLatency / eventCount,
            EventP99Ms = eventP99,
            ErrorPercent = 100 * errors / count,
            ChurnPerHour = _churn / hours,
            ReversalsPerHour = _reversals / hours,
            QuickReversals = _quickReversals,
            MovesPerHour = (_plant.Moves - movesBefore) / hours,
            MaxUtilization = _most,
            History = _plant.History,
            Shares = shares,
            Plant = _plant,
            Step = _options.Step,
        };
    }

    /// <summary>Percentiles of the requests of all steps that count.</summary>
    private (double P95, double P99) Percentiles(Func<double, bool> counts)
    {
        var history = _plant.History;
        var samples = _plant.Samples;
        var values = new double[samples.Length];
        var size = 0;
        for (var k = 0; k < history.Count; k++)
        {
            if (!counts(history[k].Time)) continue;
            samples.Slice(k * PlantModel.SamplesPerStep, PlantModel.SamplesPerStep).CopyTo(values.AsSpan(size));
            size += PlantModel.SamplesPerStep;
        }

        if (size == 0) return (double.NaN, double.NaN);
        var (k95, k99) = (Math.Min(size - 1, (int)(0.95 * size)), Math.Min(size - 1, (int)(0.99 * size)));
        var p99 = Quickselect.Smallest(values.AsSpan(0, size), k99);
        return (Quickselect.Smallest(values.AsSpan(0, k99 + 1), k95), p99);
    }
}
