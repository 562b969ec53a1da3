using System.Diagnostics.Metrics;
using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Binding;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Observing;
using Loadline.Operator.Sensing;
using Loadline.Operator.Weighing;
using Loadline.Placement.Compilation;
using Loadline.Placement.Scheduling;
using Loadline.Registry;

namespace Loadline.Operator.Tests.Weighing;

/// <summary>
/// Members whose probes take as long as the test says, in virtual time, and a workload that is decided on every two seconds: the operator's own code
/// from the probe to the binding's targets, with nothing but the network and the hub left out. Replicas that are decided are ready at once, unless the
/// test says how many may be.
/// </summary>
internal sealed class VirtualFleet : IDisposable
{
    /// <summary>The workload's pods.</summary>
    public static readonly PodSelection Pods = new("shop", "app=checkout");

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);
    private static readonly TemplateKey Template = new(new("apps", "v1", "deployments", "Deployment", true), "shop", "checkout");

    private readonly (string Name, double RttMs)[] _names;
    private readonly KubeObject _template;
    private readonly VirtualLoop _loop;
    private readonly Dictionary<string, VirtualMember> _members = new(StringComparer.Ordinal);
    private Process _process;
    private long _version;

    public VirtualFleet(int replicas, Weighting? weighting = null, SafetySpec? safety = null, params (string Name, double RttMs)[] members)
        : this(replicas, DynamicWeights.LatencyAndLoad, weighting, safety, members)
    {
    }

    public VirtualFleet(int replicas, string dynamicWeight, Weighting? weighting, SafetySpec? safety, params (string Name, double RttMs)[] members)
    {
        _names = members;
        _loop = new(Time);
        var spec = new PropagationPolicySpec
        {
            ResourceSelectors = [new() { ApiVersion = "apps/v1", Kind = "Deployment" }],
            Placement = new()
            {
                ReplicaScheduling = new()
                {
                    ReplicaSchedulingType = ReplicaSchedulingTypes.Divided,
                    ReplicaDivisionPreference = ReplicaDivisionPreferences.Weighted,
                    WeightPreference = new() { DynamicWeight = dynamicWeight },
                    Weighting = weighting,
                },
            },
            Safety = safety,
        };
        Policy = new(
            KubeObject.Parse("""{"apiVersion":"loadline.io/v1alpha1","kind":"PropagationPolicy","metadata":{"name":"checkout","namespace":"shop","uid":"p"}}"""),
            spec, null, [], CompiledPlacement.Compile(spec.Placement));
        _template = KubeObject.Parse(
            $$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"checkout","namespace":"shop","uid":"t"},"spec":{"replicas":{{replicas}},"selector":{"matchLabels":{"app":"checkout"} },"template":{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"100m"} } }]} } } }""");
        _process = Begin(Time, null);
    }

    public ManualTimeProvider Time { get; } = new();

    /// <summary>Replicas of a member that are ready at most.</summary>
    public int MostReady { get; set; } = int.MaxValue;

    public WeightSensor Sensor => _process.Sensor;

    public Policy Policy { get; private set; }

    /// <summary>The policy is edited to divide by other weights.</summary>
    public void Divide(string dynamicWeight)
    {
        var scheduling = Policy.Spec.Placement!.ReplicaScheduling! with { WeightPreference = new() { DynamicWeight = dynamicWeight }, Weighting = null };
        var spec = Policy.Spec with { Placement = Policy.Spec.Placement with { ReplicaScheduling = scheduling } };
        Policy = new(Policy.Source, spec, null, [], CompiledPlacement.Compile(spec.Placement));
    }

    /// <summary>Voluntary or not: every time the targets changed after the first division.</summary>
    public List<(TimeSpan At, string Split, MeasuredOutcome? Outcome)> Moves { get; } = [];

    public Explanation? Explanation => Workload.Explanation;

    public SignalProblem? Problem => Workload.SignalProblem;

    /// <summary>Write the status whenever there is news, as the operator does; otherwise only <see cref="Status"/> does.</summary>
    public bool Reports { get; set; }

    /// <summary>What the first decision of this process said of the memory that it found.</summary>
    public string? Forgotten { get; private set; }

    private Workload Workload => _process.Workload;

    /// <summary>The status that would be written of the last decision, on top of the one before.</summary>
    public ResourceBindingStatus Status()
    {
        var binding = Workload.Binding!;
        var decision = DecisionRecord.Of(Workload, binding, Workload.Decision!, []);
        var status = BindingStatusBuilder.Build(binding, [], null, decision, "", Time.GetUtcNow(), new(Workload.Explanation, Workload.SignalProblem));
        Workload.Binding = binding with { Status = status };
        return status;
    }

    /// <summary>
    /// The leader dies; another begins after a while, on a machine whose monotonic clock reads something else, with nothing but what the hub holds.
    /// </summary>
    /// <param name="down">For how long nobody leads.</param>
    /// <param name="wallClock">By how much the new leader's clock differs.</param>
    /// <param name="edit">What becomes of the binding's status meanwhile.</param>
    public void Restart(TimeSpan down, TimeSpan wallClock = default, Func<ResourceBindingStatus, ResourceBindingStatus>? edit = null)
    {
        var kept = _members.ToDictionary(static m => m.Key, m => m.Value.Report(Time.GetUtcNow()), StringComparer.Ordinal);
        var binding = Workload.Binding!;
        _process.Dispose();
        _loop.Settle();
        _loop.Advance(down);
        Time.ShiftWallClock(wallClock);
        _process = Begin(new OtherProcessTime(Time, TimeSpan.FromDays(-3)), kept);
        Workload.Binding = binding with { Status = binding.Status is { } status ? ThroughHub((edit ?? (static s => s))(status)) : null };
        Forgotten = null;
    }

    /// <summary>How often there was something new to write to the hub.</summary>
    public int News { get; private set; }

    public string Split => string.Join(' ', (Workload.Binding?.Spec.Clusters ?? []).Select(static c => $"{c.Name}:{c.Replicas}"));

    public bool Has(string name) => _members.ContainsKey(name);

    public VirtualMember this[string name] => _members[name];

    /// <summary>Lets time pass; a decision every two seconds.</summary>
    public void Run(TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += Tick)
        {
            _loop.Advance(Tick);
            Decide();
        }
    }

    /// <summary>Lets time pass until the first move, for ten minutes at most.</summary>
    public void RunUntilMoved()
    {
        for (var i = 0; i < 300 && Moves.Count == 0; i++) Run(Tick);
        Assert.NotEmpty(Moves);
    }

    public void Dispose()
    {
        _process.Dispose();
        _loop.Settle();
    }

    /// <summary>Everything that does not outlive a process.</summary>
    private sealed record Process(Meter Meter, CancellationTokenSource Stop, Workload Workload, WeightSensor Sensor, PlacementStage Stage, TimeProvider Time) : IDisposable
    {
        public void Dispose()
        {
            Stop.Cancel();
            Meter.Dispose();
        }
    }

    private Process Begin(TimeProvider time, Dictionary<string, MemberClusterStatus>? kept)
    {
        var meter = new Meter("weighing-test");
        var registry = new ClusterRegistry();
        var metrics = new MemberMetrics(meter, registry, static () => [], time);
        var stop = new CancellationTokenSource();
        foreach (var (name, ms) in _names)
        {
            var before = _members.GetValueOrDefault(name);
            var member = _members[name] = new(name, before?.RttMs ?? ms, time, registry, metrics, kept?[name]) { Jitter = before?.Jitter ?? 0, Silent = before?.Silent ?? false };
            _loop.Start(() => member.RunAsync(stop.Token));
        }

        var sensor = new WeightSensor(name => _members.GetValueOrDefault(name)?.Facts, registry, (_, _, given) => Math.Min(given, MostReady), time);
        return new(meter, stop, new(Template), sensor, new(registry, new(), new(static (_, _) => int.MaxValue, time), sensor, new(meter), time), time);
    }

    private static ResourceBindingStatus ThroughHub(ResourceBindingStatus status) =>
        JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(status, CrdsJsonContext.Default.ResourceBindingStatus), CrdsJsonContext.Default.ResourceBindingStatus)!;

    private void Decide()
    {
        var placed = _process.Stage.Place(Workload, _template, Policy, Workload.Binding);
        Assert.Null(placed.Failure);
        if (placed.IsNews) News++;
        Forgotten ??= placed.Forgotten;
        var before = Split;
        var spec = new ResourceBindingSpec
        {
            Resource = new() { ApiVersion = "apps/v1", Kind = "Deployment", Name = "checkout", Namespace = "shop", Uid = "t" },
            PolicyRef = Policy.BindingReference,
            Replicas = placed.Facts.Replicas,
            Clusters = placed.Targets,
            Placement = Policy.Spec.Placement,
        };
        var binding = KubeObject.Parse($$"""{"apiVersion":"loadline.io/v1alpha1","kind":"ResourceBinding","metadata":{"name":"b","namespace":"shop","uid":"b","generation":{{++_version}} } }""");
        Workload.Binding = new(binding, new("loadline.io", "v1alpha1", "resourcebindings", "ResourceBinding", true), spec, Workload.Binding?.Status);
        var moved = before.Length > 0 && before != Split;
        if (moved) Moves.Add((Time.GetElapsedTime(0), Split, Workload.Explanation?.Outcome));
        if (Reports && (placed.IsNews || moved || Workload.Binding.Status is null)) Status();
    }
}

/// <summary>One member of a <see cref="VirtualFleet"/>: answers probes late, or not at all.</summary>
internal sealed class VirtualMember : IProbe, IFactBoard
{
    private readonly TimeProvider _time;
    private readonly IClusterRegistry _registry;
    private readonly string _name;
    private readonly HealthProber _prober;
    private readonly Random _random;

    /// <summary>Creates a member as a process meets it.</summary>
    /// <param name="name">Name.</param>
    /// <param name="rttMs">Round trip in milliseconds.</param>
    /// <param name="time">The process' clock.</param>
    /// <param name="registry">Its registry.</param>
    /// <param name="metrics">Its instruments.</param>
    /// <param name="kept">What an earlier process wrote into the MemberCluster; null for nothing.</param>
    public VirtualMember(string name, double rttMs, TimeProvider time, IClusterRegistry registry, MemberMetrics metrics, MemberClusterStatus? kept = null)
    {
        _name = name;
        _time = time;
        _registry = registry;
        _random = new(name[0]);
        RttMs = rttMs;
        Facts = RestoredFacts.From(kept, time.GetUtcNow());
        var sensor = new HealthSensor(name, RestoredFacts.Health(kept), time, metrics, this, static () => { });
        _prober = new(this, new() { Timeout = TimeSpan.FromSeconds(1) }, time, _random, sensor.Observe);
    }

    public double RttMs { get; set; }

    /// <summary>Up to this part of the round trip is added or taken off at random.</summary>
    public double Jitter { get; set; }

    public bool Silent { get; set; }

    /// <summary>How far its clock is ahead of the hub's.</summary>
    public TimeSpan ClockAhead { get; set; }

    /// <summary>Processor cores that its nodes offer.</summary>
    public int Cores { get; set; } = 8;

    public MemberFacts Facts { get; private set; }

    /// <summary>The status of its MemberCluster.</summary>
    public MemberClusterStatus Report(DateTimeOffset now)
    {
        var source = KubeObject.Parse($$"""{"apiVersion":"loadline.io/v1alpha1","kind":"MemberCluster","metadata":{"name":"{{_name}}","uid":"m-{{_name}}"} }""");
        return MemberStatus.Build(new(source, new(), null, null), Facts, [], TimeSpan.FromSeconds(90), now);
    }

    public Task RunAsync(CancellationToken ct) => _prober.RunAsync(ct);

    public void Update(Func<MemberFacts, MemberFacts> change)
    {
        Facts = change(Facts);
        _registry.Set(new()
        {
            Name = _name,
            Ready = Facts.Health.IsReachable,
            Reachable = Facts.Health.IsReachable,
            ApiEnablements = new HashSet<Registry.ApiEnablement> { new("apps/v1", "Deployment") },
            Resources = new() { Allocatable = new Dictionary<string, long> { ["cpu"] = 1000L * Cores, ["pods"] = 110 } },
        });
        _registry.UpdateSignals(_name, MemberDescription.ToSignals(Facts));
    }

    /// <summary>Says what the nodes use of their processors.</summary>
    public void Load(double cpu) => Update(f => f with { Load = new(cpu, 0.5, LoadSampler.FromMetrics, _time.GetUtcNow(), 0.8) { Stamp = _time.GetTimestamp() } });

    /// <summary>Says what the workload's own pods use.</summary>
    public void Uses(double cores, int pods) =>
        Update(f => f with { Pods = f.Pods.SetItem(VirtualFleet.Pods, new(new(cores, pods, _time.GetUtcNow(), _time.GetTimestamp()), null)) });

    /// <summary>Says what a load query comes to.</summary>
    public void Answers(string query, double load) => Update(f => f with
    {
        Queries = f.Queries.SetItem(new(SignalKind.Load, query), new(new(load, _time.GetUtcNow(), Confidence.PromQl, 1, _time.GetTimestamp()), null)),
    });

    public async Task<ProbeResult> PingAsync(CancellationToken ct)
    {
        var sent = _time.GetTimestamp();
        var trip = TimeSpan.FromMilliseconds(RttMs * (1 + (Jitter * ((2 * _random.NextDouble()) - 1))));
        await Task.Delay(Silent ? Timeout.InfiniteTimeSpan : trip, _time, ct);
        // As in the header Date: whole seconds.
        return ProbeResult.Alive(_time.GetElapsedTime(sent), isCold: false) with { RemoteTime = WholeSeconds.Down(_time.GetUtcNow() + ClockAhead) };
    }

    public Task<ProbeResult> AuthenticateAsync(CancellationToken ct) => Task.FromResult(ProbeResult.Alive(TimeSpan.Zero, false));
}

/// <summary>The same time as another process reads it: its monotonic clock started at another moment.</summary>
internal sealed class OtherProcessTime(TimeProvider inner, TimeSpan shift) : TimeProvider
{
    public override long TimestampFrequency => inner.TimestampFrequency;

    public override long GetTimestamp() => inner.GetTimestamp() + (long)(shift.TotalSeconds * TimestampFrequency);

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
