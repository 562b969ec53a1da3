using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;
using Loadline.Operator.Guarding;
using Loadline.Operator.Sensing;

namespace Loadline.Operator.Members;

/// <summary>Writes one member's status: soon when a verdict changed, now and then when numbers did, and as a heartbeat when nothing did.</summary>
internal sealed class MemberStatusWriter
{
    private readonly MembersContext _context;
    private readonly string _name;
    private readonly string _uid;
    private readonly Func<(MemberDescription Description, MemberFacts Facts)> _read;
    private readonly Signal _wake = new();
    private IReadOnlyList<V1Condition> _conditions;
    private MemberClusterStatus? _written;
    private long _writtenAt;

    /// <summary>Creates the writer; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="context">Hub and clock.</param>
    /// <param name="name">The MemberCluster.</param>
    /// <param name="uid">Its uid: never the status of a later object of the same name is written.</param>
    /// <param name="found">The status that was there at the start.</param>
    /// <param name="read">What to write.</param>
    public MemberStatusWriter(MembersContext context, string name, string uid, MemberClusterStatus? found, Func<(MemberDescription Description, MemberFacts Facts)> read)
    {
        _context = context;
        _name = name;
        _uid = uid;
        _read = read;
        _conditions = found?.Conditions ?? [];
        _written = found?.Conditions is { Count: > 0 } ? found : null;
        _writtenAt = context.Time.GetTimestamp();
    }

    /// <summary>Says that something may have changed.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var schedule = _context.Options.Status;
        while (true)
        {
            var status = Build();
            var apart = StatusComparison.Compare(_written, status) switch
            {
                StatusDifference.Verdict => _written is null ? TimeSpan.Zero : schedule.Urgent,
                StatusDifference.Numbers => schedule.Routine,
                _ => schedule.Heartbeat,
            };
            var wait = apart - _context.Time.GetElapsedTime(_writtenAt);
            if (wait > TimeSpan.Zero)
            {
                await _wake.WaitAsync(wait, _context.Time, ct);
                continue;
            }

            if (!await WriteAsync(status, ct)) await Task.Delay(schedule.Routine / 2, _context.Time, ct);
        }
    }

    private MemberClusterStatus Build()
    {
        var (description, facts) = _read();
        return MemberStatus.Build(description, facts, _conditions, _context.Options.FreshFor, _context.Time.GetUtcNow(), _context.Breaker(_name));
    }

    private async Task<bool> WriteAsync(MemberClusterStatus status, CancellationToken ct)
    {
        var intent = new V1Alpha1MemberCluster
        {
            ApiVersion = WellKnown.GroupVersion,
            Kind = V1Alpha1MemberCluster.KindName,
            Metadata = new() { Name = _name, Uid = _uid },
            Status = status,
        };
        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(intent, CrdsJsonContext.Default.V1Alpha1MemberCluster);
            var written = await _context.Hub.ApplyAsync(MembersContext.MemberClusters, null, _name, json, WellKnown.StatusFieldManager, true, ct, "status");
            _context.Clusters.Observe(written);
            TellOfBreaker(written.Reference(), status.Conditions);
            _written = status;
            _conditions = status.Conditions ?? [];
            _writtenAt = _context.Time.GetTimestamp();
            return true;
        }
        catch (Exception e) when (ExpectedFailure.Is(e, ct))
        {
            // Gone, or made anew under the same name: the controller ends this writer when the watch says so.
            if (e is not StatusException { IsNotFound: true }) _context.Logger.LogWarning("status of MemberCluster {Name}: {Error}", _name, e.Message);
            return false;
        }
    }

    private void TellOfBreaker(ObjectReference member, IReadOnlyList<V1Condition>? conditions)
    {
        var isOpen = RemovalLedger.OpenIn(conditions) is not null;
        if (isOpen == RemovalLedger.OpenIn(_conditions) is not null) return;
        var message = conditions!.First(static c => c.Type == ClusterConditions.BreakerOpen).Message;
        _context.Events.Record(member, isOpen, isOpen ? "BreakerOpened" : "BreakerClosed", "Remove", message);
    }
}
