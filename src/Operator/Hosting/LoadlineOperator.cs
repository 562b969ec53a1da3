using System.Diagnostics.Metrics;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Events;
using Loadline.Kubernetes.Hosting;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.LeaderElection;
using Loadline.Operator.Applying;
using Loadline.Operator.Binding;
using Loadline.Operator.Events;
using Loadline.Operator.Guarding;
using Loadline.Operator.Matching;
using Loadline.Operator.Members;
using Loadline.Operator.Metrics;
using Loadline.Operator.Metrics.Prometheus;
using Loadline.Operator.Observing;
using Loadline.Operator.Weighing;
using Loadline.Registry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Loadline.Operator.Hosting;

/// <summary>
/// The operator in one process: started, it serves health and metrics, follows the hub, waits for leadership, and then does its work until it
/// is stopped or loses the lease. Start and stop follow LC1 and LC2.
/// </summary>
public sealed class LoadlineOperator : IAsyncDisposable
{
    /// <summary>Name of the operator's meter.</summary>
    public const string MeterName = "loadline";

    private static readonly TimeSpan EventGrace = TimeSpan.FromSeconds(2);

    private readonly OperatorOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Meter _meter = new(MeterName);
    private readonly PrometheusExporter _prometheus;
    private readonly MeterProvider _meters;
    private readonly HealthChecks _health = new();
    private readonly KubeClient _hub;
    private readonly Leadership _leadership;
    private readonly HubEvents _events;
    private readonly HubCaches _caches;
    private readonly RestMapper _hubKinds;
    private readonly ControllerMetrics _controllerMetrics;
    private readonly RequestMetrics _requestMetrics;
    private readonly CancellationTokenSource _stop = new();
    private OperatorEndpoints? _endpoints;
    private Task? _running;
    private volatile OperatorRuntime? _runtime;
    private volatile bool _fleetKnown;
    private volatile string _phase = "starting";

    private LoadlineOperator(KubernetesClientConfiguration hub, OperatorOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        _options = options;
        _loggers = loggers;
        _time = time;
        _logger = loggers.CreateLogger("Loadline");
        _prometheus = new(time);
        _meters = Sdk.CreateMeterProviderBuilder().AddMeter(MeterName).AddView(SeriesLimits.View).AddPrometheusExporter(_prometheus).Build();
        _controllerMetrics = new(_meter);
        _requestMetrics = new(_meter);
        var transport = KubeTransport.Create(hub, time);
        _leadership = new(transport, options, time, _meter, loggers.CreateLogger<LeaderElector>());
        _hub = new(transport, time, metrics: _requestMetrics, fence: _leadership.Fence.ThrowIfExpired);
        _events = new(_hub, time, loggers.CreateLogger<EventRecorder>());
        _caches = new(_hub, options.Namespace, new WatchListSupport(), time, loggers.CreateLogger<HubCaches>());
        _hubKinds = new(_hub, time);
        _health.AddLive("leader", _leadership.Problem);
        _health.AddReady("started", () => _runtime is { } runtime ? runtime.WaitsFor is { } awaited ? $"waits for {awaited}" : null : _phase);
        _health.AddReady("caches", () => _caches.Problem);
    }

    /// <summary>The members, as placement sees them.</summary>
    public IClusterRegistry Registry { get; } = new ClusterRegistry();

    /// <summary>Where metrics are served; null when off or not started.</summary>
    public Uri? MetricsAddress => _endpoints?.Metrics;

    /// <summary>Where health is served; null when off or not started.</summary>
    public Uri? HealthAddress => _endpoints?.Health;

    /// <summary>Ends when the operator ends: normally, or with the error that ended it.</summary>
    public Task Completion => _running ?? Task.CompletedTask;

    /// <summary>Starts the operator; returns once its ports are open.</summary>
    /// <param name="hub">How to reach the hub.</param>
    /// <param name="options">Settings.</param>
    /// <param name="loggers">Logs.</param>
    /// <param name="time">Clock.</param>
    /// <param name="ct">Cancels the start.</param>
    public static async Task<LoadlineOperator> StartAsync(
        KubernetesClientConfiguration hub, OperatorOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        var instance = new LoadlineOperator(hub, options, loggers, time);
        instance._endpoints = await OperatorEndpoints.StartAsync(options, instance._health, instance._prometheus, time, ct);
        instance._running = Task.Run(() => instance.RunAsync(instance._stop.Token), CancellationToken.None);
        return instance;
    }

    /// <summary>Stops: no new work, what is in flight ends, then the lease is released and the ports close.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await Completion;
        }
        catch (Exception e) when (e is OperationCanceledException or LeadershipLostException or OperatorFailedException or TimeoutException)
        {
            // The reason was logged where it arose.
        }

        if (_endpoints is not null) await _endpoints.DisposeAsync();
        _meters.Dispose();
        _meter.Dispose();
        _hub.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        await ReachHubAsync(ct);
        if (_options.InstallCrds) await CrdInstaller.InstallAsync(_hub, _hubKinds, _time, _logger, ct);
        var hubId = _options.HubId ?? (await _hub.GetAsync(CoreResources.Namespaces, null, "kube-system", ct))?.Uid
            ?? throw new InvalidOperationException("the hub has no namespace kube-system to take an identity from; set --hub-id");
        _runtime = new(_leadership.Elector, _leadership.Fence, new(), _time, _logger);
        foreach (var cache in _caches.Parts) _runtime.Add(cache);
        _runtime.Add(new(OperatorPhase.Always, "events", RecordAsync));
        // What it has begun cannot be begun again beside itself: its fault ends the process.
        _runtime.Add(new(OperatorPhase.Leading, "controllers", leading => WorkAsync(hubId, leading)) { FaultLimit = 1 });
        await _runtime.RunAsync(ct);
    }

    private async Task RecordAsync(CancellationToken ct)
    {
        using var end = new CancellationTokenSource();
        var recording = _events.RunAsync(end.Token);
        await using (ct.UnsafeRegister(static e => ((HubEvents)e!).Complete(), _events))
        {
            try
            {
                await recording.WaitAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // What was recorded last is what explains the stop; it gets a moment, not more.
                await Task.WhenAny(recording, Task.Delay(EventGrace, _time, CancellationToken.None));
                await end.CancelAsync();
            }
        }
    }

    /// <summary>The hub may come up after the operator: it is asked until it answers.</summary>
    private async Task ReachHubAsync(CancellationToken ct)
    {
        _phase = "connecting to the hub";
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await _hubKinds.RefreshAsync(ct);
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or IOException or StatusException or Polly.ExecutionRejectedException or KubeConfigException)
            {
                _phase = $"the hub does not answer: {TransportFailure.Classify(e, _hub.BaseAddress).Message}";
                _logger.LogWarning("hub {Hub}: {Error}", _hub.BaseAddress, TransportFailure.Classify(e, _hub.BaseAddress).Message);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(10, 0.5 * (1 << Math.Min(attempt, 5)))), _time, ct);
            }
        }
    }

    /// <summary>Everything that only the leader does.</summary>
    private async Task WorkAsync(string hubId, CancellationToken ct)
    {
        var members = new MemberDirectory();
        var workloads = new WorkloadTable();
        using var queues = new Queues(_options, members, _time);
        var policies = new PolicyCatalog(_hub, _caches.Policies, _caches.ClusterPolicies, _hubKinds, [.. _options.ExcludedNamespaces, _options.Namespace], _events);
        var bindings = new BindingIndex(_caches.Bindings, _caches.ClusterBindings, _hubKinds, workloads, _loggers.CreateLogger<BindingIndex>());
        var templates = new TemplateInformers(_hub, new WatchListSupport(), _time, _loggers.CreateLogger<TemplateInformers>());
        templates.Start(ct);
        var kinds = new TemplateKinds(_hubKinds, templates, policies, bindings, _events, _time, _loggers.CreateLogger<TemplateKinds>());
        var watches = new MemberWatches($"{WellKnown.ManagedLabel}={WellKnown.True}", _time, _loggers.CreateLogger<MemberWatches>());
        var applyMetrics = new ApplyMetrics(_meter);
        MembersController? fleet = null;
        var removals = new RemovalLedger(
            policies.Find, _caches.Members.Store,
            owner => owner.Policy is { } policy ? workloads.ObjectsOf(policy) : watches.ObjectsIn(owner.Member!),
            owner =>
            {
                if (owner.Policy is { } policy) queues.PolicyChanged(policy);
                else fleet?.BreakerChanged(owner.Member!);
            },
            _time);
        var guard = new MoveGuard(Registry, members, watches, () => bindings.HasSynced && policies.HasSynced && templates.AllSynced, hubId);
        var apply = new ApplyReconciler(
            workloads, templates, policies, members, watches, new(watches, hubId, applyMetrics), _events, applyMetrics, queues.StatusChanged, guard, removals, hubId, _time);
        var bookings = new CapacityBookings((key, name) => members.Find(name) is { } member ? watches.Find(member, key.Resource)?.Get(key.ObjectKey)?.Status.Replicas : null, _time);
        var sensor = new WeightSensor(name => fleet?.FactsOf(name), Registry, (key, name, given) => watches.Ready(members.Find(name), key.Resource, key.ObjectKey, given), _time);
        var placement = new PlacementStage(Registry, members, bookings, sensor, new(_meter), _time);
        var binding = new BindingReconciler(_hub, templates, policies, bindings, workloads, placement, FleetKnown, queues.Dispatch, queues.StatusChanged, _events, removals, _time);
        var status = new StatusReconciler(
            _hub, workloads, bindings, templates, members, watches, new(_hub, _options.TemplateStatus, _time), queues.PolicyChanged, key => queues.Binding.Add(key), queues.HasBacklog,
            name => _caches.Members.Store.HasSynced && _caches.Members.Store.Get(new(null, name)) is null, _events, _time);
        var policyStatus = new PolicyStatusReconciler(_hub, policies, workloads, removals, _events, _time);
        var overrideStatus = new OverrideStatusLoop(_hub, _caches.Overrides, _caches.ClusterOverrides, _time, _loggers.CreateLogger<OverrideStatusLoop>());
        using var memberships = new MembersController(
            new()
            {
                Hub = _hub,
                Clusters = _caches.Members.Store,
                Secrets = _caches.Secrets.Store,
                SecretNamespace = _options.Namespace,
                Directory = members,
                Registry = Registry,
                Events = _events,
                Breaker = name => removals.StateOf(RemovalOwner.Of(name)),
                Fence = _leadership.Fence.ThrowIfExpired,
                Drained = (name, _) => Task.FromResult(IsDrained(workloads, name)),
                Options = _options.Members with { MillisecondHistogram = _options.MillisecondHistogram, Queries = () => policies.Queries, Pods = sensor.Pods.Of },
                Time = _time,
                Logger = _loggers.CreateLogger<MembersController>(),
                ControllerMetrics = _controllerMetrics,
                RequestMetrics = _requestMetrics,
            },
            _meter);
        fleet = memberships;
        var triggers = new Triggers(queues, workloads, templates, policies, bindings, members, watches, kinds, _time);
        _ = new FleetMetrics(_meter, workloads, policies, queues, removals, Registry, _time);

        triggers.Connect();
        policies.Start();
        bindings.Start();
        _logger.LogInformation("leading; hub id {HubId}, {Policies} policies, {Bindings} bindings", hubId, policies.Count, workloads.Count);
        await JointLoops.RunAsync(
            [
                ("members", memberships.RunAsync),
                Restarted("template kinds", kinding => kinds.RunAsync(policy => queues.Requeue(policy, triggers), kinding)),
                Restarted("rebalance", rebalancing => RebalanceAsync(triggers, rebalancing)),
                Restarted("override status", overrideStatus.RunAsync),
                Loop("binding", queues.Binding, binding.ReconcileAsync, _options.BindingWorkers),
                Loop("apply", queues.Apply, apply.ReconcileAsync, _options.ApplyWorkers),
                Loop("status", queues.Status, status.ReconcileAsync, _options.BindingWorkers),
                Loop("policy-status", queues.PolicyStatus, policyStatus.ReconcileAsync, 1),
            ],
            _logger,
            ct);
    }

    /// <summary>A loop that begins anew whenever it fails.</summary>
    private (string Name, Func<CancellationToken, Task> Run) Restarted(string name, Func<CancellationToken, Task> body) =>
        (name, ct => SupervisedLoop.RunAsync(name, body, _time, _logger, ct));

    /// <summary>Workers of a queue, which takes nothing more once they are stopped.</summary>
    private (string Name, Func<CancellationToken, Task> Run) Loop<TKey>(
        string name, Kubernetes.Queue.WorkQueue<TKey> queue, Func<TKey, CancellationToken, Task<ReconcileResult>> reconcile, int workers)
        where TKey : struct, IEquatable<TKey>
    {
        var loop = new ControllerLoop<TKey>(name, queue, reconcile, workers, _time, _controllerMetrics, _loggers.CreateLogger($"Loadline.{name}"));
        return (name, RunAsync);

        async Task RunAsync(CancellationToken ct)
        {
            await using (ct.UnsafeRegister(static q => ((Kubernetes.Queue.WorkQueue<TKey>)q!).Close(), queue)) await loop.RunAsync(ct);
        }
    }

    private async Task RebalanceAsync(Triggers triggers, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_options.RebalanceInterval / Triggers.Slices, _time);
        for (var tick = 0L; await timer.WaitForNextTickAsync(ct); tick++) triggers.SignalsChanged(tick);
    }

    /// <summary>False until every MemberCluster was met once: placing on half a fleet would move what need not move.</summary>
    private bool FleetKnown()
    {
        if (_fleetKnown) return true;
        return _fleetKnown = _caches.Members.Store.All.All(member => Registry.TryGet(member.Name, out _));
    }

    private static bool IsDrained(WorkloadTable workloads, string member)
    {
        foreach (var workload in workloads.All)
        {
            lock (workload.Gate)
            {
                if (workload.Binding is not { } binding || !binding.MayHold().Contains(member)) continue;
                // A target whose object was never written, or is known to be gone, holds nothing.
                if (workload.FindMember(member) is not { KnownAbsent: true } || binding.TryGetTarget(member, out _)) return false;
            }
        }

        return true;
    }
}
