using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Hosting;
using Loadline.Operator.Sensing;
using Loadline.Registry;

namespace Loadline.Operator.Members;

/// <summary>
/// One MemberCluster from its appearance to its end, whatever its connection does: holds what is said and what was found out of it, and
/// passes changes on to registry, directory, events and status. The controller describes it; the loops of its connection report to it.
/// </summary>
internal sealed class MemberSession : IFactBoard, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly MembersContext _context;
    private readonly IMemberLinks _links;
    private readonly MemberStatusWriter _status;
    private readonly CancellationTokenSource _stop = new();
    private readonly ClockEpisodes _clock;
    private readonly Task _statusLoop;
    private MemberHealth? _restoredHealth;
    private MemberDescription _description;
    private MemberFacts _facts;
    private MemberState? _state;
    private IMemberLink? _link;
    private string _fingerprint = "";
    private Task _closing = Task.CompletedTask;
    private bool _closed;

    /// <summary>Starts with what the object itself says of earlier times.</summary>
    public MemberSession(MemberDescription description, MembersContext context, IMemberLinks links)
    {
        _context = context;
        _links = links;
        _clock = new(context.Time);
        _description = description;
        Id = context.Directory.NextId();
        var now = context.Time.GetUtcNow();
        _facts = RestoredFacts.From(description.Cluster.Status, now);
        _restoredHealth = RestoredFacts.Health(description.Cluster.Status);
        _status = new(context, Name, Uid, description.Cluster.Status, () => (_description, _facts));
        lock (_gate) Publish(null, null);
        if (description.Problem is { } problem) Tell(problem);
        _statusLoop = Task.Run(() => SupervisedLoop.RunAsync($"{Name}/status", _status.RunAsync, context.Time, context.Logger, _stop.Token));
    }

    /// <summary>Name of the MemberCluster.</summary>
    public string Name => _description.Source.Name;

    /// <summary>Its uid: an object that was deleted and made again is another member.</summary>
    public string Uid => _description.Source.Uid;

    /// <summary>Id of the member.</summary>
    public int Id { get; }

    /// <summary>The Secret that it depends on; null when it names none.</summary>
    public ObjectKey? Secret => _description.Cluster.Spec?.SecretRef is { } secret ? new(secret.Namespace, secret.Name) : null;

    /// <summary>The Secret of its Prometheus; null when it names none.</summary>
    public ObjectKey? PrometheusSecret => _description.Cluster.Spec?.Prometheus?.SecretRef is { } secret ? new(secret.Namespace, secret.Name) : null;

    /// <summary>Why its removal waits; null when it does not.</summary>
    public RemovalHold? CurrentHold => _description.Hold;

    /// <inheritdoc/>
    public MemberFacts Facts => Volatile.Read(ref _facts);

    /// <summary>Takes over what the hub says now, and brings the connection in line with it.</summary>
    /// <param name="description">The MemberCluster.</param>
    /// <param name="connection">How to connect; null when that cannot be.</param>
    /// <param name="keepsConnection">
    /// Without a way to connect, goes on with the one there was: what runs in a member is not given up for a mistake in a text. It gets nothing new meanwhile.
    /// </param>
    public void Apply(MemberDescription description, MemberConnection? connection, bool keepsConnection = false)
    {
        var problem = description.Problem;
        lock (_gate)
        {
            if (_closed) return;
            if (problem == _description.Problem) problem = null;
            var before = _description;
            _description = description;
            Publish(before, _facts);
        }

        if (problem is not null) Tell(problem);
        if (connection is null && keepsConnection && _link is not null)
        {
            // Its health goes on being judged.
        }
        else if (connection is null) Fail(description.Problem);
        else if (connection.Fingerprint != _fingerprint) Connect(connection);
        _status.Wake();
    }

    /// <summary>Says that something outside may have changed what the status tells.</summary>
    public void Wake() => _status.Wake();

    /// <summary>Says why the removal waits.</summary>
    public void Hold(RemovalHold hold)
    {
        var isNews = _description.Hold != hold;
        lock (_gate) _description = _description with { Hold = hold };
        if (!isNews) return;
        Tell(hold.Reason == ClusterReasons.MemberUnreachable, hold.Reason, "Remove", hold.Message);
        _status.Wake();
    }

    /// <inheritdoc/>
    public void Update(Func<MemberFacts, MemberFacts> change)
    {
        MemberFacts before, after;
        lock (_gate)
        {
            if (_closed) return;
            before = _facts;
            after = change(before);
            if (ReferenceEquals(before, after)) return;
            Volatile.Write(ref _facts, after);
            Publish(_description, before);
        }

        if (_description.Problem is null) TellOfHealth(before.Health, after.Health);
        if (_clock.Observe(before.Clock, after.Clock) is { } told) Tell(told.Warning, told.Reason, "Probe", $"{Name}: {told.Note}");
        _status.Wake();
    }

    /// <summary>Ends the connection and the writing of status. The registry forgets the member if it left the fleet.</summary>
    /// <param name="removed">The MemberCluster is gone, not merely our interest in it.</param>
    public async Task CloseAsync(bool removed)
    {
        lock (_gate)
        {
            _closed = true;
            if (removed) _context.Registry.TryRemove(Name);
        }

        // At shutdown everybody else stops as well, and there is nobody to be patient with.
        Disconnect(removed ? _context.Options.CloseGrace : TimeSpan.Zero);
        if (removed) _context.Directory.Announce(new(Name, Id, MemberChangeKind.Removed));
        await _stop.CancelAsync();
        await _statusLoop;
        await _closing;
        _stop.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(CloseAsync(removed: false));

    private void Connect(MemberConnection connection)
    {
        var before = Facts.Health;
        // A member that was well stays trusted over a change of its token; one that was not is judged anew.
        var last = _restoredHealth ?? (before.IsReachable ? before : null);
        _restoredHealth = null;
        Disconnect();
        _fingerprint = connection.Fingerprint;
        // What another Prometheus answered, or none, is not what this one says.
        Update(static f => f with { Queries = f.Queries.Clear(), Prometheus = null, PrometheusAt = null });
        _link = _links.Open(Name, Id, connection, last, this);
        _link.Member.SetHealth(Facts.Health);
        _context.Directory.Put(_link.Member);
    }

    private void Fail(ConnectionProblem? problem)
    {
        Disconnect();
        if (problem is null) return;
        var now = _context.Time.GetUtcNow();
        Update(facts => facts.Health is { State: HealthState.NotReady } health && health.Reason == problem.Reason
            ? facts
            : facts with { Health = new(HealthState.NotReady, now, problem.Reason, problem.Message) });
    }

    private void Disconnect(TimeSpan? grace = null)
    {
        _fingerprint = "";
        if (_link is not { } link) return;
        _link = null;
        _context.Directory.Remove(link.Member);
        _closing = Task.WhenAll(_closing, CloseAsync(link, grace ?? _context.Options.CloseGrace));
    }

    /// <summary>Others hold the client too and stop by the token; their last requests get the time to end by themselves.</summary>
    private async Task CloseAsync(IMemberLink link, TimeSpan grace)
    {
        link.End();
        if (grace > TimeSpan.Zero) await Task.Delay(grace, _context.Time);
        await link.DisposeAsync();
    }

    /// <summary>Under the lock, so that a later state is never overtaken by an earlier one.</summary>
    private void Publish(MemberDescription? describedBefore, MemberFacts? before)
    {
        var state = _description.ToState(_facts);
        var old = _state;
        _state = state;
        _context.Registry.Set(state);
        if (before is null || before.Rtt != _facts.Rtt || before.Load != _facts.Load) _context.Registry.UpdateSignals(Name, MemberDescription.ToSignals(_facts));
        Volatile.Read(ref _link)?.Member.SetHealth(_facts.Health);
        if (old is null || describedBefore is null || before is null) return;
        // A missed probe changes what nobody acts on.
        var isHealthNews = Standing(before.Health) != Standing(_facts.Health) || describedBefore.Problem != _description.Problem;
        if (isHealthNews) _context.Directory.Announce(new(Name, Id, MemberChangeKind.HealthChanged));
        if (!isHealthNews && !Equals(old with { Ready = state.Ready, Reachable = state.Reachable, Resources = state.Resources, ApiEnablements = state.ApiEnablements }, state))
            _context.Directory.Announce(new(Name, Id, MemberChangeKind.DescriptionChanged));
        if (!ReferenceEquals(old.ApiEnablements, state.ApiEnablements) && !old.ApiEnablements.SetEquals(state.ApiEnablements))
            _context.Directory.Announce(new(Name, Id, MemberChangeKind.ApisChanged));
    }

    private static HealthState Standing(MemberHealth health) => health.IsReachable ? HealthState.Ready : health.State;

    private void TellOfHealth(MemberHealth before, MemberHealth after)
    {
        if (before.State == after.State && (before.Reason == after.Reason || after.IsReachable)) return;
        switch (after.State)
        {
            case HealthState.Ready when !before.IsReachable:
                Tell(false, "ClusterReady", "Probe", $"{Name} is ready: {after.Message}");
                break;
            case HealthState.NotReady when after.Reason != ClusterReasons.Connecting:
                Tell(true, after.Reason == Crds.ClusterReasons.ClusterNotReady ? "ClusterNotReady" : after.Reason, "Probe", $"{Name} is not ready: {after.Message}");
                break;
            case HealthState.Unreachable:
                Tell(true, "ClusterUnreachable", "Probe", $"{Name} cannot be reached: {after.Message}");
                break;
        }
    }

    private void Tell(ConnectionProblem problem) => Tell(true, problem.Reason, "Connect", problem.Message);

    private void Tell(bool warning, string reason, string action, string note)
    {
        _context.Logger.Log(warning ? LogLevel.Warning : LogLevel.Information, "{Reason}: {Note}", reason, note);
        _context.Events.Record(_description.Source.Reference(), warning, reason, action, note);
    }
}
