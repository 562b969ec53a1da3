namespace Loadline.Simulator.Plant;

/// <summary>
/// Members under load: every member is an M/M/n station with a backlog for overload, on nodes that others use too and that slow down as they fill.
/// Demand follows the hours of its origins. The model moves in steps and gives means; percentiles come from requests drawn from the same
/// distributions.
/// </summary>
internal sealed class PlantModel
{
    /// <summary>Requests per second of one replica at full speed.</summary>
    public const double ReplicaRate = 50;

    /// <summary>Seconds after which a client gives up.</summary>
    public const double TimeoutSeconds = 2;

    /// <summary>Requests drawn in every step.</summary>
    public const int SamplesPerStep = 24;

    private readonly MersenneTwister _demandNoise;
    private readonly MersenneTwister _readingNoise;
    private readonly MersenneTwister _draws;
    private readonly ErlangC _erlang;
    private readonly double _step;
    private readonly double _fade;
    private readonly double _rootStep;
    private readonly double _startHour;
    private readonly double _scale;
    private readonly double[] _drift;
    private readonly double[] _queue;
    private readonly Station[] _stations;
    private readonly Readings _readings;
    private readonly double[] _rtt;
    private readonly double[] _samples;
    private int _drawn;

    public PlantModel(Topology topology, PlantScenario scenario, uint seed, PlantOptions options, ErlangC erlang)
    {
        (Topology, Scenario, _erlang) = (topology, scenario, erlang);
        (_step, _startHour, _scale) = (options.Step, options.StartHour, options.DemandScale);
        (_fade, _rootStep) = (Math.Pow(0.98, _step), Math.Sqrt(_step));
        _demandNoise = new(seed * 7 + 1);
        _readingNoise = new(seed * 7 + 2);
        _draws = new(seed * 7 + 3);
        var n = topology.Count;
        (_drift, _queue, _stations, _rtt) = (new double[n], new double[n], new Station[n], new double[n * n]);
        (Demand, Load, Utilization) = (new double[n], new double[n], new double[n]);
        Utilization.AsSpan().Fill(0.5);
        Up = [.. Enumerable.Repeat(true, n)];
        var start = new int[n];
        for (var i = 0; i < n; i++) start[i] = topology.Replicas / n + (i < topology.Replicas % n && topology.Replicas < n ? 1 : 0);
        Pods = new PodPool(start);
        _readings = new Readings(n);
        var steps = (int)(scenario.Seconds / _step) + 2;
        History = new(steps);
        _samples = new double[steps * SamplesPerStep];
    }

    public Topology Topology { get; }

    public PlantScenario Scenario { get; }

    public double Time { get; private set; }

    public PodPool Pods { get; }

    public bool[] Up { get; }

    /// <summary>Requests per second of every origin in the last step.</summary>
    public double[] Demand { get; }

    /// <summary>Requests per second of every member in the last step.</summary>
    public double[] Load { get; }

    public double[] Utilization { get; }

    /// <summary>Time, mean latency and part of errors of every step.</summary>
    public List<(double Time, double MeanMs, double Errors)> History { get; }

    /// <summary>Latency in ms of requests drawn, so many of every step.</summary>
    public ReadOnlySpan<double> Samples => _samples.AsSpan(0, _drawn);

    /// <summary>Replicas that stopped because others were given theirs, and starts.</summary>
    public int Moves => Pods.Started;

    public double Rtt(int origin, int member) => Topology.Rtt[origin * Topology.Count + member] + (Scenario.ExtraRtt?.Invoke(Time, origin, member) ?? 0);

    /// <summary>Cores that others use.</summary>
    public double Background(int i) => Scenario.Background?.Invoke(Time, i, Utilization[i] * Pods.Ready(i)) ?? Topology.Background * Topology.Cores[i];

    public bool IsUp(int i) => Scenario.Up?.Invoke(Time, i) ?? true;

    /// <summary>Speed of replicas by the use of their nodes: nothing is lost up to 75 %, more than half at 98 %. No policy knows this.</summary>
    public static double SpeedAt(double use)
    {
        if (use <= 0.75) return 1;
        var over = (use - 0.75) / 0.23;
        return 1 / (1 + 1.3 * over * over);
    }

    public void Step(ReadOnlySpan<double> shares)
    {
        var n = Topology.Count;
        Wake();
        Pods.Step(Time);
        double all = 0;
        for (var j = 0; j < n; j++)
        {
            _drift[j] = _fade * _drift[j] + _demandNoise.Gauss(0, 0.01 * _rootStep);
            var hour = _startHour + Topology.Zones[j] + Time / 3600;
            Demand[j] = Math.Max(1, _scale * Topology.Demand[j] * DayShape.At(hour) * (1 + _drift[j]) * (Scenario.Demand?.Invoke(Time, j) ?? 1));
            all += Demand[j];
        }

        Load.AsSpan().Clear();
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                Load[i] += Demand[j] * shares[j * n + i];
                _rtt[j * n + i] = Rtt(j, i);
            }
        }

        for (var i = 0; i < n; i++) Serve(i);
        Account(shares, all);
        Draw(shares, all);
        for (var i = 0; i < n; i++) _readings.Utilization[i] += Utilization[i] * _step;
        for (var j = 0; j < n; j++) _readings.Demand[j] += Demand[j] * _step;
        _readings.Seconds += _step;
        Time += _step;
    }

    /// <summary>One report of the sensors since the last.</summary>
    public void Read(SensorReport report)
    {
        report.Time = Time;
        _readings.Read(report, this, _readingNoise);
        _readings.Clear();
    }

    /// <summary>Members that come back are cold.</summary>
    private void Wake()
    {
        for (var i = 0; i < Up.Length; i++)
        {
            var up = IsUp(i);
            if ((up && !Up[i]) || (Scenario.Restart?.Invoke(Time, i) ?? false))
            {
                Pods.Restart(i, Time);
                _queue[i] = 0;
            }

            Up[i] = up;
        }
    }

    private void Serve(int i)
    {
        ref var station = ref _stations[i];
        var servers = Pods.Ready(i);
        station.Serves = Up[i] && servers > 0;
        if (!station.Serves)
        {
            _queue[i] = 0;
            Utilization[i] = 0;
            return;
        }

        var use = (Background(i) + Math.Min(1, Load[i] / (servers * ReplicaRate)) * servers) / Topology.Cores[i];
        var rate = ReplicaRate * Pods.Warmth(i, Time) * SpeedAt(Math.Min(use, 1.05)) * (Scenario.Speed?.Invoke(Time, i, Load) ?? 1);
        var capacity = servers * rate;
        _readings.Completions[i] += Math.Min(capacity, Load[i] + _queue[i] / _step) * _step;
        _queue[i] = Math.Max(0, _queue[i] + (Load[i] - capacity) * _step);
        var most = capacity * TimeoutSeconds;
        station.Dropped = 0;
        if (_queue[i] > most)
        {
            station.Dropped = Math.Min(1, (_queue[i] - most) / Math.Max(1e-9, Load[i] * _step));
            _queue[i] = most;
        }

        var rho = Math.Min(0.97, Load[i] / capacity);
        Utilization[i] = _queue[i] > 0.5 ? 1 : Math.Min(1, Load[i] / capacity);
        (station.Rate, station.Servers, station.Utilization) = (rate, servers, rho);
        station.WaitProbability = _erlang.WaitProbability(servers, rho);
        station.Backlog = _queue[i] / capacity;
        station.Settle();
        station.Failed = Scenario.Errors?.Invoke(Time, i) ?? 0;
    }

    private void Account(ReadOnlySpan<double> shares, double all)
    {
        var n = Topology.Count;
        double latency = 0, errors = 0;
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < n; i++)
            {
                var flow = Demand[j] * shares[j * n + i];
                if (flow <= 0) continue;
                ref readonly var station = ref _stations[i];
                var ms = TimeoutSeconds * 1000;
                var failed = station.Serves ? station.Dropped + (1 - station.Dropped) * station.Failed : 1;
                errors += flow * failed;
                _readings.Sent[i] += flow * _step;
                _readings.Failed[i] += flow * failed * _step;
                if (station.Serves)
                {
                    var rtt = _rtt[j * n + i];
                    ms = Math.Min(rtt + station.MeanMs, 2 * TimeoutSeconds * 1000);
                    _readings.Latency[i] += flow * ms * _step;
                    _readings.Inside[i] += flow * (ms - rtt) * _step;
                    _readings.Flow[i] += flow * _step;
                }

                latency += flow * ms;
            }
        }

        History.Add((Time, latency / all, errors / all));
    }

    private void Draw(ReadOnlySpan<double> shares, double all)
    {
        var n = Topology.Count;
        var drawn = _samples.AsSpan(_drawn, SamplesPerStep);
        _drawn += SamplesPerStep;
        for (var k = 0; k < drawn.Length; k++)
        {
            var at = _draws.Next() * all;
            var j = 0;
            while (j < n - 1 && at > Demand[j]) at -= Demand[j++];
            at = _draws.Next();
            var i = 0;
            while (i < n - 1 && at > shares[j * n + i]) at -= shares[j * n + i++];
            var (service, wait, drop) = (_draws.Next(), _draws.Next(), _draws.Next());
            ref readonly var station = ref _stations[i];
            if (!station.Serves || drop < station.Dropped)
            {
                drawn[k] = TimeoutSeconds * 1000;
                continue;
            }

            var ms = _rtt[j * n + i] + 1000 * station.Backlog - station.ServiceMs * Math.Log(1 - service);
            if (wait < station.WaitProbability)
                ms -= station.WaitMs * Math.Log(1 - wait / station.WaitProbability);
            drawn[k] = ms;
        }
    }
}
