using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Sensing;

/// <summary>
/// Asks a member's metrics API what the pods of the workloads that are weighed use: one list for each selection and period, whatever is decided meanwhile, and
/// one after the other. What is too large to be listed is refused with a reason.
/// </summary>
internal sealed class PodUseSampler
{
    /// <summary>Pods of one selection above which it is not listed: some megabytes every period for one number.</summary>
    public const int MaxPods = 5000;

    /// <summary>Lists of one period; with more selections they take turns.</summary>
    public const int MaxLists = 64;

    private const int PageSize = 500;

    private static readonly TimeSpan AbsentRecheck = TimeSpan.FromMinutes(1);

    private readonly KubeClient _client;
    private readonly Func<IReadOnlyDictionary<PodSelection, int>> _wanted;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly IFactBoard _board;
    private DateTimeOffset _absentUntil;
    private SignalProblem? _absent;
    private int _turn;

    /// <summary>Creates the loop; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="client">The member.</param>
    /// <param name="wanted">The selections that decisions rest on now, and how many pods each should have.</param>
    /// <param name="interval">A period.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Spreads members over the period.</param>
    /// <param name="logger">Log.</param>
    /// <param name="board">Gets the readings.</param>
    public PodUseSampler(
        KubeClient client, Func<IReadOnlyDictionary<PodSelection, int>> wanted, TimeSpan interval, TimeProvider time, Random random, ILogger logger, IFactBoard board)
    {
        _client = client;
        _wanted = wanted;
        _interval = interval;
        _time = time;
        _random = random;
        _logger = logger;
        _board = board;
    }

    /// <summary>Samples until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await Task.Delay(_interval * _random.NextDouble(), _time, ct);
        while (true)
        {
            var started = _time.GetTimestamp();
            await RoundAsync(_wanted(), ct);
            var left = _interval - _time.GetElapsedTime(started);
            if (left > TimeSpan.Zero) await Task.Delay(left, _time, ct);
        }
    }

    /// <summary>One period. For the loop, and for tests.</summary>
    internal async Task RoundAsync(IReadOnlyDictionary<PodSelection, int> wanted, CancellationToken ct)
    {
        if (_board.Facts.Pods.Keys.Any(s => !wanted.ContainsKey(s))) _board.Update(f => f with { Pods = f.Pods.RemoveRange(f.Pods.Keys.Where(s => !wanted.ContainsKey(s))) });
        if (wanted.Count == 0 || !_board.Facts.Health.IsReachable) return;
        foreach (var selection in Turn(wanted))
        {
            var (use, problem) = wanted[selection] > MaxPods ? (null, TooMany(wanted[selection])) : await AskAsync(selection, ct);
            _board.Update(f => f with { Pods = f.Pods.SetItem(selection, new(use ?? f.Pods.GetValueOrDefault(selection)?.Last, problem)) });
        }
    }

    private IEnumerable<PodSelection> Turn(IReadOnlyDictionary<PodSelection, int> wanted)
    {
        if (wanted.Count <= MaxLists) return wanted.Keys;
        var ordered = wanted.Keys.OrderBy(static s => s.Namespace, StringComparer.Ordinal).ThenBy(static s => s.Selector, StringComparer.Ordinal).ToArray();
        _turn = (_turn + MaxLists) % ordered.Length;
        return Enumerable.Range(_turn, MaxLists).Select(i => ordered[i % ordered.Length]);
    }

    private async Task<(PodUse? Use, SignalProblem? Problem)> AskAsync(PodSelection selection, CancellationToken ct)
    {
        if (_absent is { } absent && _time.GetUtcNow() < _absentUntil) return (null, absent);
        _absent = null;
        try
        {
            return await ListAsync(selection, ct);
        }
        catch (StatusException e) when (e.Code is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            _absentUntil = _time.GetUtcNow() + AbsentRecheck;
            _absent = new(e.Code == HttpStatusCode.Forbidden ? ClusterReasons.Forbidden : SignalReasons.NoPodMetrics, e.Message);
            return (null, _absent);
        }
        catch (Exception e) when (ExpectedFailure.Is(e, ct))
        {
            _logger.LogDebug("pod metrics at {Server}: {Error}", _client.BaseAddress, e.Message);
            return (null, new(SignalReasons.NoPodMetrics, e.Message));
        }
    }

    private async Task<(PodUse?, SignalProblem?)> ListAsync(PodSelection selection, CancellationToken ct)
    {
        var (cores, pods, page) = (0.0, 0, default(string));
        do
        {
            var list = await _client.ListAsync(CoreResources.PodMetrics, selection.Namespace, new() { LabelSelector = selection.Selector, Limit = PageSize, Continue = page }, ct);
            foreach (var item in list.Items)
            {
                if (Cores(item) is not { } own) continue;
                cores += own;
                pods++;
            }

            if (pods > MaxPods) return (null, TooMany(pods));
            page = list.Continue;
        }
        while (page is not null);
        return pods == 0 ? (null, new(SignalReasons.NoPods, "metrics.k8s.io reports no pod of it")) : (new(cores, pods, _time.GetUtcNow(), _time.GetTimestamp()), null);
    }

    /// <summary>What one pod uses; null for what cannot be, which is no use of zero.</summary>
    internal static double? Cores(KubeObject item)
    {
        using var document = JsonDocument.Parse(item.Json);
        if (!document.RootElement.TryGetProperty("containers", out var containers) || containers.ValueKind != JsonValueKind.Array) return null;
        double cores = 0;
        var any = false;
        foreach (var container in containers.EnumerateArray())
        {
            if (!container.TryGetProperty("usage", out var usage) || !usage.TryGetProperty("cpu", out var cpu) || cpu.ValueKind != JsonValueKind.String) continue;
            if (!ResourceQuantity.TryParse(cpu.GetString()!, out var quantity) || quantity.MilliValue < 0) return null;
            cores += quantity.MilliValue / 1000.0;
            any = true;
        }

        return any ? cores : null;
    }

    private static SignalProblem TooMany(int pods) => new(SignalReasons.TooManyPods, $"{pods} pods; no more than {MaxPods} are listed");
}
