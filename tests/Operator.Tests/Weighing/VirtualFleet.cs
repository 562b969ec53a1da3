using System.Diagnostics.Metrics;
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
/// from the probe to the binding's targets, with nothing but the network and the hub left out. Replicas that are decided are ready at once.
/// </summary>
internal sealed class VirtualFleet : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);
    private static readonly TemplateKey Template = new(new("apps", "v1", "deployments", "Deployment", true), "shop", "checkout");

    private readonly Meter _meter = new("weighing-test");
    private readonly CancellationTokenSource _stop = new();
    private readonly ClusterRegistry _registry = new();
    private readonly Dictionary<string, VirtualMember> _members = new(StringComparer.Ordinal);
    private readonly Workload _workload = new(Template);
    private readonly KubeObject _template;
    private readonly VirtualLoop _loop;
    private readonly PlacementStage _stage;
    private long _version;

    public VirtualFleet(int replicas, Weighting? weighting = null, SafetySpec? safety = null, params (string Name, double RttMs)[] members)
    {
        _loop = new(Time);
        var metrics = new MemberMetrics(_meter, _registry, static () => [], Time);
        foreach (var (name, ms) in members) _members[name] = new(name, ms, Time, _registry, metrics);
        foreach (var (_, member) in _members) _loop.Start(() => member.RunAsync(_stop.Token));
        Sensor = new(name => _members.GetValueOrDefault(name)?.Facts, _registry, static (_, _, given) => given, Time);
        _stage = new(_registry, new(), new(static (_, _) => int.MaxValue, Time), Sensor, new(_meter), Time);
        var spec = new PropagationPolicySpec
        {
            ResourceSelectors = [new() { ApiVersion = "apps/v1", Kind = "Deployment" }],
            Placement = new()
            {
                ReplicaScheduling = new()
                {
                    ReplicaSchedulingType = ReplicaSchedulingTypes.Divided,
                    ReplicaDivisionPreference = ReplicaDivisionPreferences.Weighted,
                    WeightPreference = new() { DynamicWeight = DynamicWeights.LatencyAndLoad },
                    Weighting = weighting,
                },
            },
            Safety = safety,
        };
        Policy = new(
            KubeObject.Parse("""{"apiVersion":"loadline.io/v1alpha1","kind":"PropagationPolicy","metadata":{"name":"checkout","namespace":"shop","uid":"p"}}"""),
            spec, null, [], CompiledPlacement.Compile(spec.Placement));
        _template = KubeObject.Parse(
            $$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"checkout","namespace":"shop","uid":"t"},"spec":{"replicas":{{replicas}},"template":{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"100m"} } }]} } } }""");
    }

    public ManualTimeProvider Time { get; } = new();

    public WeightSensor Sensor { get; }

    public Policy Policy { get; }

    /// <summary>Voluntary or not: every time the targets changed after the first division.</summary>
    public List<(TimeSpan At, string Split, MeasuredOutcome Outcome)> Moves { get; } = [];

    public Explanation? Explanation => _workload.Explanation;

    public SignalProblem? Problem => _workload.SignalProblem;

    /// <summary>The status that would be written of the last decision, on top of the one before.</summary>
    public ResourceBindingStatus Status()
    {
        var binding = _workload.Binding!;
        var decision = DecisionRecord.Of(binding, _workload.Decision!, _workload.DecidedAt, [], _workload.Explanation, null);
        var status = BindingStatusBuilder.Build(binding, [], null, decision, "", Time.GetUtcNow(), new(_workload.Explanation, _workload.SignalProblem));
        _workload.Binding = binding with { Status = status };
        return status;
    }

    /// <summary>How often there was something new to write to the hub.</summary>
    public int News { get; private set; }

    public string Split => string.Join(' ', (_workload.Binding?.Spec.Clusters ?? []).Select(static c => $"{c.Name}:{c.Replicas}"));

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

    public void Dispose()
    {
        _stop.Cancel();
        _loop.Settle();
        _stop.Dispose();
        _meter.Dispose();
    }

    private void Decide()
    {
        var placed = _stage.Place(_workload, _template, Policy, _workload.Binding);
        Assert.Null(placed.Failure);
        if (placed.IsNews) News++;
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
        _workload.Binding = new(binding, new("loadline.io", "v1alpha1", "resourcebindings", "ResourceBinding", true), spec, _workload.Binding?.Status);
        if (before.Length > 0 && before != Split) Moves.Add((Time.GetElapsedTime(0), Split, _workload.Explanation!.Outcome));
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

    public VirtualMember(string name, double rttMs, TimeProvider time, IClusterRegistry registry, MemberMetrics metrics)
    {
        _name = name;
        _time = time;
        _registry = registry;
        _random = new(name[0]);
        RttMs = rttMs;
        Facts = new() { Health = new(HealthState.NotReady, time.GetUtcNow(), HealthJudge.Connecting, "") };
        var sensor = new HealthSensor(name, null, time, metrics, this, static () => { });
        _prober = new(this, new() { Timeout = TimeSpan.FromSeconds(1) }, time, _random, sensor.Observe);
    }

    public double RttMs { get; set; }

    /// <summary>Up to this part of the round trip is added or taken off at random.</summary>
    public double Jitter { get; set; }

    public bool Silent { get; set; }

    public MemberFacts Facts { get; private set; }

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
            Resources = new() { Allocatable = new Dictionary<string, long> { ["cpu"] = 8000, ["pods"] = 110 } },
        });
        _registry.UpdateSignals(_name, MemberDescription.ToSignals(Facts));
    }

    /// <summary>Says what the nodes use of their processors.</summary>
    public void Load(double cpu) => Update(f => f with { Load = new(cpu, 0.5, LoadSampler.FromMetrics, _time.GetUtcNow(), 0.8) { Stamp = _time.GetTimestamp() } });

    public async Task<ProbeResult> PingAsync(CancellationToken ct)
    {
        var sent = _time.GetTimestamp();
        var trip = TimeSpan.FromMilliseconds(RttMs * (1 + (Jitter * ((2 * _random.NextDouble()) - 1))));
        await Task.Delay(Silent ? Timeout.InfiniteTimeSpan : trip, _time, ct);
        return ProbeResult.Alive(_time.GetElapsedTime(sent), isCold: false);
    }

    public Task<ProbeResult> AuthenticateAsync(CancellationToken ct) => Task.FromResult(ProbeResult.Alive(TimeSpan.Zero, false));
}
