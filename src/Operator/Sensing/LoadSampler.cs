using System.Net;
using System.Text.Json;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Models;

namespace Loadline.Operator.Sensing;

/// <summary>
/// Samples a member's load from its metrics API; where there is none, from what pods reserve. A sample that the server merely repeats is
/// not a new sample, only a sign that the last one still holds, and a missing one is never read as zero.
/// </summary>
internal sealed class LoadSampler
{
    public const string FromMetrics = Confidence.MetricsApi;
    public const string FromRequests = Confidence.Requests;

    /// <summary>Usage beyond this share of what nodes offer is an error of measurement.</summary>
    private const double Impossible = 1.5;

    private static readonly TimeSpan AbsentRecheck = TimeSpan.FromMinutes(1);
    /// <summary>Metrics servers may measure once a minute only.</summary>
    private static readonly TimeSpan StillHolds = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(3);

    private readonly KubeClient _client;
    private readonly NodeTotals _nodes;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly IFactBoard _board;
    private readonly RemoteTimeline _timeline = new();
    private readonly ClockSkew _skew;
    private DateTimeOffset _absentUntil;

    /// <summary>Creates the loop; <see cref="RunAsync"/> starts it.</summary>
    public LoadSampler(
        KubeClient client, NodeTotals nodes, TimeSpan interval, TimeProvider time, Random random, ILogger logger,
        IFactBoard board)
    {
        _client = client;
        _nodes = nodes;
        _interval = interval;
        _time = time;
        _random = random;
        _logger = logger;
        _board = board;
        _skew = new(time);
    }

    /// <summary>Samples until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        // The nodes come in during the first second; without them there is nothing to relate usage to.
        await Task.Delay(TimeSpan.FromSeconds(1 + _random.NextDouble()), _time, ct);
        while (true)
        {
            if (_board.Facts.Health.IsReachable && await SampleAsync(ct) is { } sample) _board.Update(f => f with { Load = sample });
            await Task.Delay(_interval, _time, ct);
        }
    }

    private async Task<LoadFacts?> SampleAsync(CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        if (now < _absentUntil) return Reserved(now);
        try
        {
            var list = await _client.ListAsync(CoreResources.NodeMetrics, null, new(), ct);
            return Measured(list.Items, _time.GetUtcNow());
        }
        catch (StatusException e) when (e.Code is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            _absentUntil = now + AbsentRecheck;
            return Reserved(now);
        }
        catch (Exception e) when (ExpectedFailure.Is(e, ct))
        {
            _logger.LogDebug("metrics at {Server}: {Error}", _client.BaseAddress, e.Message);
            return _board.Facts.Load is { Source: FromMetrics } last && now - last.At < GiveUp ? null : Reserved(now);
        }
    }

    /// <summary>Usage over what the nodes that report it offer; null when there is no news. For the loop, and for tests.</summary>
    internal LoadFacts? Measured(IReadOnlyList<KubeObject> items, DateTimeOffset now)
    {
        long cpu = 0, memory = 0;
        DateTimeOffset? newest = null;
        foreach (var item in items)
        {
            using var document = JsonDocument.Parse(item.Json);
            var root = document.RootElement;
            if (root.TryGetProperty("timestamp", out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var sampled) && !(sampled <= newest)) newest = sampled;
            if (!root.TryGetProperty("usage", out var usage)) continue;
            cpu += Quantity(usage, "cpu").MilliValue;
            memory += Quantity(usage, "memory").Value;
        }

        var offered = _nodes.AllocatableOf(items.Select(static i => i.Name));
        if (offered.Cpu <= 0 || offered.Memory <= 0) return null;
        // Neither more than there is nor less than nothing: such a sample is none, and by no means a load of zero.
        if (!IsPossible(cpu, offered.Cpu) || !IsPossible(memory, offered.Memory)) return null;
        if (newest is { } stated)
        {
            if (_skew.Add(now - stated) is { } age) _board.Update(f => f with { Clock = ClockFacts.WithMetrics(f.Clock, age) });
            var order = _timeline.Take(stated);
            if (order != RemoteOrder.Newer) return order == RemoteOrder.Same ? Confirmed(now) : null;
        }

        return new(Share(cpu, offered.Cpu), Share(memory, offered.Memory), FromMetrics, now, Confidence.Of(FromMetrics)) { ReservedCpu = ReservedCpu(), Stamp = _time.GetTimestamp() };
    }

    /// <summary>The server says again what it said: no news, but still what holds, until it is too old for that.</summary>
    private LoadFacts? Confirmed(DateTimeOffset now) =>
        _board.Facts.Load is { Source: FromMetrics } last && now - last.At <= StillHolds ? last with { Stamp = _time.GetTimestamp() } : null;

    private static bool IsPossible(long used, long offered) => used >= 0 && used <= Impossible * offered;

    private double? ReservedCpu() => Reserved(_time.GetUtcNow())?.Cpu;

    private LoadFacts? Reserved(DateTimeOffset now)
    {
        if (_board.Facts.Resources?.Resources is not { } resources || resources.Allocatable.GetValueOrDefault("cpu") <= 0) return null;
        var cpu = Reserved("cpu");
        return new(cpu, Reserved("memory"), FromRequests, now, Confidence.Of(FromRequests)) { ReservedCpu = cpu, Stamp = _time.GetTimestamp() };

        double Reserved(string name) => Share(
            resources.Allocated.GetValueOrDefault(name) + resources.Allocating.GetValueOrDefault(name), resources.Allocatable.GetValueOrDefault(name));
    }

    private static double Share(long used, long offered) => offered <= 0 ? 0 : Math.Clamp((double)used / offered, 0, 1);

    private static ResourceQuantity Quantity(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && ResourceQuantity.TryParse(value.GetString()!, out var quantity) ? quantity : default;
}
