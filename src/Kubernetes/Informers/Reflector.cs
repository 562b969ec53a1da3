using System.Net;
using System.Text.Json;
using Loadline.Kubernetes.Client;
using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Informers;

/// <summary>
/// Keeps a sink equal to one resource of one API server: list, watch from the list's version, and start over by the rules RF1–RF12 when a
/// stream ends, expires or breaks. One loop, no threads.
/// </summary>
public sealed class Reflector
{
    private const int PageSize = 500;

    private readonly KubeClient _client;
    private readonly ReflectorTarget _target;
    private readonly IStoreSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Random _random;
    private readonly ReflectorBackoff _backoff;
    private readonly WatchListSupport _watchList;
    private string _version = "";
    private bool _listUnset;
    private long _lastActivity;
    private CancellationTokenSource? _wait;

    /// <summary>Creates a reflector; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="client">API server.</param>
    /// <param name="target">What to watch.</param>
    /// <param name="sink">Where to deliver.</param>
    /// <param name="watchList">Shared memory of whether this server streams lists (RF5).</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Source of jitter.</param>
    /// <param name="logger">Log.</param>
    public Reflector(KubeClient client, ReflectorTarget target, IStoreSink sink, WatchListSupport watchList, TimeProvider time, Random random, ILogger logger)
    {
        _client = client;
        _target = target;
        _sink = sink;
        _watchList = watchList;
        _time = time;
        _random = random;
        _logger = logger;
        _backoff = new(time, random);
    }

    /// <summary>True once the sink holds the initial state.</summary>
    public bool HasSynced { get; private set; }

    /// <summary>Failures since the last success; 0 when healthy (RF13).</summary>
    public int ConsecutiveFailures { get; private set; }

    /// <summary>What failed last, in words; null when healthy.</summary>
    public string? LastError { get; private set; }

    /// <summary>Time since the last answer, event or bookmark (RF13).</summary>
    public TimeSpan SinceActivity => _lastActivity == 0 ? TimeSpan.MaxValue : _time.GetElapsedTime(_lastActivity);

    /// <summary>Ends a back-off: the server is known to answer again. Does nothing while the watch works.</summary>
    public void RetryNow()
    {
        try
        {
            Volatile.Read(ref _wait)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The wait ended by itself in this moment.
        }
    }

    /// <summary>Runs until cancelled; never throws for what the server does.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (!await StreamInitialAsync(ct))
                {
                    await ListAsync(ct);
                    var listed = _time.GetTimestamp();
                    await WatchUntilExpiredAsync(null, ct);
                    // A server whose watch cache lags behind its lists refuses each new version at once.
                    if (_time.GetElapsedTime(listed) < TimeSpan.FromSeconds(1)) await BackOffAsync(new IOException("the version of a new list is expired already"), ct);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsExpected(e))
            {
                await BackOffAsync(e, ct);
            }
        }
    }

    /// <summary>RF5: the state as a stream. False when the server cannot do that; true when the stream ran and a relist is due.</summary>
    private async Task<bool> StreamInitialAsync(CancellationToken ct)
    {
        if (!_watchList.MayTry) return false;
        WatchStream stream;
        try
        {
            stream = await _client.WatchAsync(_target.Resource, _target.Namespace, Options(_version, sendInitialEvents: true), ct);
        }
        catch (StatusException e) when (e.Code is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden)
        {
            _watchList.Refused();
            return false;
        }

        await using (stream)
        {
            var batch = new List<WatchEvent>();
            await CollectAsync(stream, batch, ct);
            await WatchUntilExpiredAsync((stream, batch), ct);
            return true;
        }
    }

    /// <summary>
    /// Reads the stream up to its closing bookmark and delivers what came; events after it stay in the batch. A method of its own, since a caller that
    /// waits for hours must not hold the objects meanwhile.
    /// </summary>
    private async Task CollectAsync(WatchStream stream, List<WatchEvent> batch, CancellationToken ct)
    {
        var state = _sink.BeginReplace();
        using var deadline = Deadline(ct);
        while (await stream.ReadAsync(batch, deadline.Token))
        {
            Touch();
            for (var i = 0; i < batch.Count; i++)
            {
                var e = batch[i];
                switch (e.Type)
                {
                    case WatchEventType.Error:
                        if (IsExpiredStatus(e)) _version = "";
                        throw Refusal(e);
                    case WatchEventType.Bookmark when e.Object!.Annotation("k8s.io/initial-events-end") == "true":
                        Deliver(state, e.Object.ResourceVersion);
                        batch.RemoveRange(0, i + 1);
                        return;
                    case WatchEventType.Bookmark:
                        break;
                    case WatchEventType.Deleted:
                        state.Remove(e.Object!);
                        break;
                    default:
                        if (_target.Includes(e.Object!)) state.Add(e.Object!);
                        break;
                }
            }
        }

        // Cut before the closing bookmark: the sink keeps what it had.
        throw new IOException("the initial stream ended before its closing bookmark");
    }

    /// <summary>RF1–RF4: the state as a list.</summary>
    private async Task ListAsync(CancellationToken ct)
    {
        while (true)
        {
            var version = _listUnset ? null : _version.Length > 0 ? _version : "0";
            try
            {
                var (state, reached) = await ListPagesAsync(version, ct);
                _listUnset = false;
                Deliver(state, reached);
                return;
            }
            catch (StatusException e) when ((e.IsExpired || e.IsResourceVersionTooLarge) && !_listUnset)
            {
                // RF2: relisting at an expired version for ever would be a live-lock.
                _listUnset = true;
            }
        }
    }

    private async Task<(IStoreReplacement State, string ResourceVersion)> ListPagesAsync(string? version, CancellationToken ct)
    {
        // RF4: a limit forces a read from etcd, so it goes only with "0" (served from the cache, unpaged) or with no version.
        var limit = version is null or "0" ? PageSize : (int?)null;
        var options = new ListOptions
        {
            LabelSelector = _target.LabelSelector,
            FieldSelector = _target.FieldSelector,
            Shard = _target.Shard,
            ResourceVersion = version,
            Limit = limit,
        };
        var page = await _client.ListAsync(_target.Resource, _target.Namespace, options, ct);
        var state = _sink.BeginReplace();
        Add(state, page);
        while (page.Continue is { } next)
        {
            try
            {
                page = await _client.ListAsync(_target.Resource, _target.Namespace, options with { ResourceVersion = null, Continue = next }, ct);
                Add(state, page);
            }
            catch (StatusException e) when (e.IsExpired)
            {
                // RF4: a page token that expired half-way costs one full list.
                page = await _client.ListAsync(_target.Resource, _target.Namespace, options with { Limit = null }, ct);
                state = _sink.BeginReplace();
                Add(state, page);
            }
        }

        return (state, page.ResourceVersion);
    }

    private void Add(IStoreReplacement state, KubeList page)
    {
        foreach (var item in page.Items)
            if (_target.Includes(item)) state.Add(item);
    }

    private void Deliver(IStoreReplacement state, string version)
    {
        state.Commit(version);
        _version = version;
        HasSynced = true;
        Healthy();
    }

    /// <summary>Watches, reopening from the last version, until the version is too old or the server refuses.</summary>
    private async Task WatchUntilExpiredAsync((WatchStream Stream, List<WatchEvent> Pending)? open, CancellationToken ct)
    {
        if (open is { } first && await ConsumeAsync(first.Stream, first.Pending, ct)) return;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var started = _time.GetTimestamp();
            var events = 0;
            try
            {
                await using var stream = await _client.WatchAsync(_target.Resource, _target.Namespace, Options(_version, sendInitialEvents: false), ct);
                Healthy();
                var batch = new List<WatchEvent>();
                var before = _version;
                if (await ConsumeAsync(stream, batch, ct)) return;
                events = before == _version ? 0 : 1;
            }
            catch (StatusException e) when (e.IsExpired)
            {
                // RF3: the watch is over, the next step is a list not older than what we have.
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested
                && e is HttpRequestException or IOException or TimeoutException or OperationCanceledException or StatusException { Code: HttpStatusCode.TooManyRequests })
            {
                // RF9: a silent or unreachable server does not make our state old; the watch goes on where it stopped.
                await BackOffAsync(e, ct);
                continue;
            }

            // RF8: a stream that ends at once and empty is a fault of something in between, not an end.
            if (events == 0 && _time.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
                await BackOffAsync(new IOException("the watch ended at once and without an event"), ct);
        }
    }

    /// <summary>True when the version expired and a relist is due; false when the stream just ended.</summary>
    private async Task<bool> ConsumeAsync(WatchStream stream, List<WatchEvent> batch, CancellationToken ct)
    {
        using var deadline = Deadline(ct);
        do
        {
            Touch();
            foreach (var e in batch)
            {
                if (e.Type == WatchEventType.Error)
                {
                    if (IsExpiredStatus(e)) return true;
                    throw Refusal(e);
                }

                // RF12: what is not of our kind is not ours to store.
                if (e.Object!.Kind != _target.Resource.Kind)
                {
                    _logger.LogWarning("watch of {Resource} delivered a {Kind}; dropped", _target.Resource, e.Object.Kind);
                    continue;
                }

                if (e.Type == WatchEventType.Deleted) _sink.Remove(e.Object);
                else if (e.Type == WatchEventType.Bookmark) _sink.Advance(e.Object.ResourceVersion);
                else if (_target.Includes(e.Object)) _sink.Upsert(e.Object);
                _version = e.Object.ResourceVersion;
            }

            batch.Clear();
        }
        while (await stream.ReadAsync(batch, deadline.Token));
        return false;
    }

    private WatchOptions Options(string version, bool sendInitialEvents) => new()
    {
        LabelSelector = _target.LabelSelector,
        FieldSelector = _target.FieldSelector,
        Shard = _target.Shard,
        ResourceVersion = version,
        // RF6: spread over [300, 600) so that a thousand watches do not reconnect together.
        TimeoutSeconds = _random.Next(300, 600),
        SendInitialEvents = sendInitialEvents,
    };

    // RF6: the server ends every stream in less than 600 s; one that does not is dead.
    private LinkedDeadline Deadline(CancellationToken ct) => new(TimeSpan.FromSeconds(610), _time, ct);

    private async Task BackOffAsync(Exception e, CancellationToken ct)
    {
        ConsecutiveFailures++;
        LastError = e.Message;
        var delay = e is StatusException { RetryAfter: { } asked } && asked > TimeSpan.Zero ? asked : _backoff.Next();
        _logger.LogInformation("{Resource} at {Server}: {Error}; next try in {Delay:F1} s", _target.Resource, _client.BaseAddress, e.Message, delay.TotalSeconds);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Volatile.Write(ref _wait, wait);
        try
        {
            await Task.Delay(delay, _time, wait.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Somebody knows that the server is back.
        }
        finally
        {
            Volatile.Write(ref _wait, null);
        }
    }

    private void Healthy()
    {
        ConsecutiveFailures = 0;
        LastError = null;
        Touch();
    }

    private void Touch() => _lastActivity = _time.GetTimestamp();

    /// <summary>RF11: an error event is a status.</summary>
    private static StatusException Refusal(WatchEvent e) => new(e.Status ?? new(), (HttpStatusCode)(e.Status?.Code ?? 500));

    private static bool IsExpiredStatus(WatchEvent e) => e.Status is { Code: 410 } or { Reason: "Expired" or "Gone" };

    private static bool IsExpected(Exception e) =>
        e is StatusException or HttpRequestException or IOException or JsonException or InvalidDataException or TimeoutException or OperationCanceledException
            or Polly.ExecutionRejectedException;
}
