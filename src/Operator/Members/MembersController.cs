using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Loadline.Crds;
using Loadline.Crds.Validation;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Controllers;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Queue;
using Loadline.Operator.Json;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>
/// Keeps one session for every MemberCluster of the hub. Its workers talk to the hub only, never to a member, so that no member can delay
/// another.
/// </summary>
internal sealed class MembersController : IDisposable
{
    private readonly MembersContext _context;
    private readonly IMemberLinks _links;
    private readonly MemberRemoval _removal;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly ControllerLoop<ObjectKey> _loop;
    private readonly ConcurrentDictionary<string, MemberSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _closing = new();

    /// <summary>Creates the controller; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="context">What it works with.</param>
    /// <param name="meter">Gets the instruments about members.</param>
    public MembersController(MembersContext context, Meter meter)
    {
        _context = context;
        var metrics = new MemberMetrics(meter, context.Registry, SampleTimes, context.Time, context.Options.HubName, context.Options.MillisecondHistogram);
        _links = context.Links ?? new MemberLink.Factory(context.Options, metrics, context.RequestMetrics, context.Fence, context.Time, context.Logger);
        _removal = new(context);
        _queue = new(context.Time);
        _loop = new("members", _queue, ReconcileAsync, context.Options.Workers, context.Time, context.ControllerMetrics, context.Logger);
    }

    /// <summary>Runs until cancelled; then all connections are closed and nothing runs any more. The registry keeps what it knows.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var clusters = _context.Clusters.Subscribe(change => _queue.Add(change.Object.Key, change.IsInitial ? WorkQueue<ObjectKey>.LowPriority : 0));
        using var secrets = _context.Secrets.Subscribe(OnSecret);
        try
        {
            // A Secret that has not arrived yet is not a Secret that is missing.
            await Task.WhenAll(_context.Clusters.Synced, _context.Secrets.Synced).WaitAsync(ct);
            await _loop.RunAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Shut down before the caches were there.
        }

        _queue.Dispose();
        foreach (var (_, session) in _sessions) Close(session, removed: false);
        await Task.WhenAll(_closing.Select(static c => c.Key));
    }

    /// <summary>What is known of a member; null when there is no such member.</summary>
    public MemberFacts? FactsOf(string name) => _sessions.GetValueOrDefault(name)?.Facts;

    /// <summary>Says that the removal breaker of a member opened or closed.</summary>
    public void BreakerChanged(string name) => _sessions.GetValueOrDefault(name)?.Wake();

    /// <summary>Frees what a run that never started would have freed.</summary>
    public void Dispose() => _queue.Dispose();

    private void OnSecret(StoreChange change)
    {
        var key = change.Object.Key;
        foreach (var (_, session) in _sessions)
            if (session.Secret == key || session.PrometheusSecret == key) _queue.Add(new(null, session.Name));
    }

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        var source = _context.Clusters.Get(key);
        _sessions.TryGetValue(key.Name, out var session);
        if (session is not null && session.Uid != source?.Uid)
        {
            _sessions.TryRemove(key.Name, out _);
            Close(session, removed: true);
            session = null;
        }

        if (source is null) return ReconcileResult.Done;
        var cluster = Parse(source, out var problem);
        var secret = Secret(cluster.Spec?.SecretRef);
        var prometheusSecret = Secret(cluster.Spec?.Prometheus?.SecretRef);
        var connection = default(MemberConnection);
        var breaksRule = false;
        if (problem is null) (connection, problem, breaksRule) = Connect(source, cluster, secret, prometheusSecret);
        if (connection is not null) source = await _removal.ProtectAsync(source, ct);
        var description = new MemberDescription(source, cluster, problem, session?.CurrentHold);
        if (session is null)
        {
            session = new(description, _context, _links);
            _sessions[key.Name] = session;
        }

        session.Apply(description, connection, keepsConnection: breaksRule);
        // A Secret that changed before the session knew of it has told nobody.
        if (!ReferenceEquals(secret, Secret(cluster.Spec?.SecretRef)) || !ReferenceEquals(prometheusSecret, Secret(cluster.Spec?.Prometheus?.SecretRef))) _queue.Add(key);
        return source.IsDeleting ? await _removal.ContinueAsync(source, session, ct) : ReconcileResult.Done;
    }

    private static V1Alpha1MemberCluster Parse(KubeObject source, out ConnectionProblem? problem)
    {
        problem = null;
        if (NullItems.In(source.Spec, "spec") is [var item, ..])
        {
            problem = Invalid(source, $"{item}: must not be null");
            return new();
        }

        try
        {
            return source.As(CrdsJsonContext.Default.V1Alpha1MemberCluster);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            problem = Invalid(source, e.Message);
            return new();
        }
    }

    /// <summary>What is wrong with Secret or address says more than a broken rule does, and comes first.</summary>
    private (MemberConnection? Connection, ConnectionProblem? Problem, bool BreaksRule) Connect(KubeObject source, V1Alpha1MemberCluster cluster, KubeObject? secret, KubeObject? prometheusSecret)
    {
        try
        {
            var (connection, problem) = MemberConnector.Connect(cluster, secret, _context.Options.Probe, prometheusSecret, _context.SecretNamespace);
            if (problem is not null) return (null, problem, false);
            var errors = MemberClusterValidation.Validate(source.Name, cluster.Spec ?? new());
            return errors.Count == 0 ? (connection, null, false) : (null, Invalid(source, string.Join("; ", errors.Take(5))), true);
        }
        catch (Exception e)
        {
            // Whatever a schema lets through, a member's condition says so.
            return (null, Invalid(source, $"spec cannot be read: {e.Message}"), true);
        }
    }

    private static ConnectionProblem Invalid(KubeObject source, string message) => new(ClusterReasons.InvalidSpec, $"MemberCluster {source.Name}: {message}");

    private KubeObject? Secret(SecretReference? reference) => reference is null ? null : _context.Secrets.Get(new(reference.Namespace, reference.Name));

    private void Close(MemberSession session, bool removed)
    {
        var closing = session.CloseAsync(removed);
        _closing[closing] = true;
        closing.ContinueWith(t => _closing.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private IEnumerable<(string Cluster, string Signal, DateTimeOffset At)> SampleTimes()
    {
        foreach (var (_, session) in _sessions)
        {
            var facts = session.Facts;
            if (facts.Rtt is { } rtt) yield return (session.Name, "rtt", rtt.At);
            if (facts.Load is { } load) yield return (session.Name, "load", load.At);
            foreach (var kind in facts.Queries.Where(static q => q.Value.Last is not null).GroupBy(static q => q.Key.Kind))
                yield return (session.Name, kind.Key == SignalKind.Load ? "load-query" : "latency-query", kind.Min(static q => q.Value.Last!.At));
        }
    }
}
