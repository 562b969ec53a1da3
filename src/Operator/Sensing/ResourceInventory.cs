using System.Net;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Informers;
using Loadline.Registry;

namespace Loadline.Operator.Sensing;

/// <summary>
/// Watches a member's nodes and pods, reduced to sums, and reports capacity and use. A member that has no nodes or lets us list none is a
/// member without a summary, not a broken one.
/// </summary>
internal sealed class ResourceInventory
{
    private const string Unfinished = "status.phase!=Succeeded,status.phase!=Failed";
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(1);

    private readonly KubeClient _client;
    private readonly IReadOnlyList<ResourceModel> _models;
    private readonly Reflector _nodeReflector;
    private readonly Reflector _podReflector;
    private readonly PodTotals _pods;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IFactBoard _board;
    private readonly Signal _changed = new();
    private string? _nodesRefused;
    private string? _podsRefused;

    /// <summary>Creates the loops; <see cref="RunAsync"/> starts them.</summary>
    public ResourceInventory(
        KubeClient client, IReadOnlyList<ResourceModel> models, WatchListSupport watchList, TimeProvider time, Random random, ILogger logger, IFactBoard board)
    {
        _client = client;
        _models = models;
        _time = time;
        _logger = logger;
        _board = board;
        Nodes = new(_changed.Set);
        _pods = new(_changed.Set);
        _nodeReflector = new(client, new(CoreResources.Nodes), Nodes, watchList, time, random, logger);
        _podReflector = new(client, new(CoreResources.Pods, FieldSelector: Unfinished), _pods, watchList, time, random, logger);
    }

    /// <summary>The nodes' sums; empty until the first list.</summary>
    public NodeTotals Nodes { get; }

    /// <summary>Watches and reports until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var loops = new[]
        {
            WatchAsync(_nodeReflector, CoreResources.Nodes, refused => _nodesRefused = refused, stop.Token),
            WatchAsync(_podReflector, CoreResources.Pods, refused => _podsRefused = refused, stop.Token),
            ReportAsync(stop.Token),
        };
        // One loop that faults takes the others down, so that the supervisor starts all of them anew.
        await Task.WhenAny(loops);
        await stop.CancelAsync();
        await Task.WhenAll(loops);
    }

    private async Task WatchAsync(Reflector reflector, ResourceType resource, Action<string?> refused, CancellationToken ct)
    {
        while (await RefusalAsync(resource, ct) is { } refusal)
        {
            refused(refusal);
            _changed.Set();
            await Task.Delay(Recheck, _time, ct);
        }

        refused(null);
        await reflector.RunAsync(ct);
    }

    /// <summary>Asks once before watching: a reflector would knock for ever at a door that is closed by intent.</summary>
    private async Task<string?> RefusalAsync(ResourceType resource, CancellationToken ct)
    {
        try
        {
            await _client.ListAsync(resource, null, new() { Limit = 1 }, ct);
        }
        catch (StatusException e) when (e.Code is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            return $"{resource.Plural} cannot be listed: {e.Message}";
        }
        catch (Exception e) when (ExpectedFailure.Is(e, ct))
        {
            // Not a refusal: the reflector knows how to wait.
            _logger.LogDebug("{Resource} at {Server}: {Error}", resource, _client.BaseAddress, e.Message);
        }

        return null;
    }

    private async Task ReportAsync(CancellationToken ct)
    {
        while (true)
        {
            await _changed.WaitAsync(Recheck, _time, ct);
            var resources = Read();
            var watch = Watch();
            _board.Update(f => f with { Resources = resources ?? f.Resources, Watch = watch ?? f.Watch });
            await Task.Delay(Apart, _time, ct);
        }
    }

    private WatchFacts? Watch() =>
        _podReflector.SinceActivity is var since && since < TimeSpan.FromDays(1) ? new(_podReflector.LastError, _time.GetUtcNow() - since) : null;

    private ResourceFacts? Read()
    {
        if ((_nodesRefused ?? _podsRefused) is { } refusal)
        {
            var rows = _nodeReflector.HasSynced ? Nodes.Rows : null;
            return new(rows?.Length, rows?.Count(static r => r.Value.Ready), null, [], "ListForbidden", refusal);
        }

        if (!_nodeReflector.HasSynced || !_podReflector.HasSynced) return null;
        var nodes = Nodes.Rows;
        return nodes.Length == 0
            ? new(0, 0, null, [], "NoNodes", "the member has no nodes, so nothing is known of its capacity")
            : Sum(nodes);
    }

    /// <summary>Only nodes that could take a pod count, with the pods on them: the rest offers nothing and owes nothing.</summary>
    private ResourceFacts Sum(KeyValuePair<string, NodeRow>[] nodes)
    {
        var usable = Array.FindAll(nodes, static n => n.Value.IsUsable);
        var reserved = _pods.On(Array.ConvertAll(usable, static n => n.Key));
        var allocatable = default(ResourceVector);
        var allocated = default(ResourceVector);
        var grades = new NodeGrades(_models);
        for (var i = 0; i < usable.Length; i++)
        {
            allocatable.Add(usable[i].Value.Allocatable);
            allocated.Add(reserved[i]);
            if (_models.Count == 0) continue;
            var free = usable[i].Value.Allocatable.Clone();
            free.Add(reserved[i], -1);
            grades.Add(free.ToDictionary());
        }

        var resources = new MemberResources
        {
            Allocatable = allocatable.ToDictionary(),
            Allocated = allocated.ToDictionary(),
            Allocating = _pods.Waiting.ToDictionary(),
            Grades = grades.Counted(),
        };
        return new(nodes.Length, nodes.Count(static n => n.Value.Ready), resources, grades.Modelings(), "Reported", "nodes and pods are watched");
    }
}
