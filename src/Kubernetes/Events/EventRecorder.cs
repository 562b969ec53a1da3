using System.Globalization;
using System.Threading.Channels;
using Loadline.Kubernetes.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Events;

/// <summary>
/// Writes events without ever holding up, or failing, who records them (EV1). What repeats becomes a series that costs two
/// writes however often it repeats (EV3). <see cref="RunAsync"/> does the writing; it is stopped last (EV5).
/// </summary>
public sealed class EventRecorder
{
    /// <summary>How often series are looked at for their end.</summary>
    internal static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);

    // Room for the 17 characters that make a name unique within 253.
    private const int MaxNamePrefix = 230;

    private readonly IEventSink _sink;
    private readonly EventRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<double> _random;

    // Null is the timer's word: look after the series. It waits its turn, and is dropped like an event when the queue is full.
    private readonly Channel<RecordedEvent?> _queue;
    private readonly LruCache<EventKey, EventSeries> _series;
    private readonly EventLimiter _limiter;
    private long _dropped;
    private long _lastName;
    private volatile bool _completing;

    /// <summary>Makes a recorder; nothing is written before <see cref="RunAsync"/>.</summary>
    /// <param name="sink">Where events go.</param>
    /// <param name="options">Who reports, and limits.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Log; null for none.</param>
    public EventRecorder(IEventSink sink, EventRecorderOptions options, TimeProvider time, ILogger<EventRecorder>? log = null)
        : this(sink, options, time, log, Random.Shared.NextDouble)
    {
    }

    internal EventRecorder(IEventSink sink, EventRecorderOptions options, TimeProvider time, ILogger? log, Func<double> random)
    {
        ArgumentNullException.ThrowIfNull(options);
        _sink = sink;
        _options = options;
        _time = time;
        _log = log ?? NullLogger.Instance;
        _random = random;
        _queue = Channel.CreateBounded<RecordedEvent?>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _series = new LruCache<EventKey, EventSeries>(options.CacheSize);
        _limiter = new EventLimiter(options, time);
    }

    /// <summary>Events that were not written: the queue was full, the object had said too much, or the server would not have them.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Records an event. Returns at once; never throws for what the event says.</summary>
    /// <param name="regarding">The object that it is about.</param>
    /// <param name="related">Another object that has to do with it; null for none.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">Why, a CamelCase word that is stable.</param>
    /// <param name="action">What was being done, a CamelCase word.</param>
    /// <param name="note">A sentence for people; cut at 1 KiB.</param>
    public void Record(ObjectReference regarding, ObjectReference? related, EventType type, string reason, string action, string note)
    {
        var key = new EventKey(regarding, related, type, EventJson.Cut(reason, EventJson.MaxWord), EventJson.Cut(action, EventJson.MaxWord));
        if (!_queue.Writer.TryWrite(new RecordedEvent(key, EventJson.Cut(note, EventJson.MaxNote), _time.GetUtcNow())))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Takes no more events; <see cref="RunAsync"/> ends once what is queued is written, each with one try.</summary>
    public void Complete()
    {
        _completing = true;
        _queue.Writer.TryComplete();
    }

    /// <summary>Writes events until <see cref="Complete"/> or until cancelled.</summary>
    /// <param name="cancellationToken">Ends the writing at once.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var sweep = _time.CreateTimer(static queue => ((ChannelWriter<RecordedEvent?>)queue!).TryWrite(null), _queue.Writer, SweepPeriod, SweepPeriod);
        while (await _queue.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_queue.Reader.TryRead(out var recorded))
            {
                await (recorded is null ? SweepAsync(cancellationToken) : HandleAsync(recorded, cancellationToken));
            }
        }

        await SweepAsync(cancellationToken, everything: true);
    }

    private async Task HandleAsync(RecordedEvent recorded, CancellationToken cancellationToken)
    {
        if (_series.TryGet(recorded.Key, out var series))
        {
            if (_time.GetElapsedTime(series.LastSeenAt) < _options.FinishAfter)
            {
                series.Saw(recorded.At, _time.GetTimestamp());
                if (series.Count == 2)
                {
                    await WriteSeriesAsync(recorded.Key, series, cancellationToken);
                }

                return;
            }

            await FinishAsync(recorded.Key, series, cancellationToken);
        }

        if (!_limiter.TryTake(recorded.Key.Regarding))
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        await CreateAsync(recorded, cancellationToken);
    }

    private async Task CreateAsync(RecordedEvent recorded, CancellationToken cancellationToken)
    {
        var regarding = recorded.Key.Regarding;
        var ns = string.IsNullOrEmpty(regarding.Namespace) ? "default" : regarding.Namespace;
        var name = Name(regarding.Name);
        var json = EventJson.Event(recorded, ns, name, _options);
        var result = await TryAsync(ct => _sink.CreateAsync(json, ns, ct), cancellationToken);
        if (result == EventWriteResult.Written)
        {
            _series.Set(recorded.Key, new EventSeries(ns, name, recorded.At, _time.GetTimestamp()));
            return;
        }

        Interlocked.Increment(ref _dropped);
        _log.LogDebug("event {Reason} about {Name} was not written: {Result}", recorded.Key.Reason, regarding.Name, result);
    }

    /// <summary>Series that go on are written now and then; those that have gone quiet, a last time.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken, bool everything = false)
    {
        foreach (var (key, series) in _series.Entries.ToArray())
        {
            if (everything || _time.GetElapsedTime(series.LastSeenAt) >= _options.FinishAfter)
            {
                await FinishAsync(key, series, cancellationToken);
            }
            else if (series.Count > series.WrittenCount && _time.GetElapsedTime(series.WrittenAt) >= _options.RefreshPeriod)
            {
                await WriteSeriesAsync(key, series, cancellationToken);
            }
        }
    }

    private async Task FinishAsync(EventKey key, EventSeries series, CancellationToken cancellationToken)
    {
        _series.Remove(key);
        if (series.Count > series.WrittenCount)
        {
            var patch = EventJson.Series(series);
            await TryAsync(ct => _sink.PatchAsync(patch, series.Namespace, series.Name, ct), cancellationToken);
        }
    }

    private async Task WriteSeriesAsync(EventKey key, EventSeries series, CancellationToken cancellationToken)
    {
        var patch = EventJson.Series(series);
        var count = series.Count;
        switch (await TryAsync(ct => _sink.PatchAsync(patch, series.Namespace, series.Name, ct), cancellationToken))
        {
            case EventWriteResult.Written:
                series.WrittenCount = count;
                series.WrittenAt = _time.GetTimestamp();
                break;
            case EventWriteResult.NotFound:
                // The server forgets events after an hour: the next one is new.
                _series.Remove(key);
                break;
        }
    }

    /// <summary>EV4. While the server is away the queue fills and then drops; memory stays bounded.</summary>
    private async Task<EventWriteResult> TryAsync(Func<CancellationToken, Task<EventWriteResult>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await write(cancellationToken);
            if (result != EventWriteResult.Failed || attempt == _options.MaxTries || _completing)
            {
                return result;
            }

            await Task.Delay(_options.RetryPeriod * (0.75 + (_random() / 2)), _time, cancellationToken);
        }
    }

    /// <summary>client-go's shape: the object's name and a number that grows with time.</summary>
    private string Name(string regarding)
    {
        _lastName = Math.Max(_lastName + 1, _time.GetUtcNow().Ticks);
        return string.Create(CultureInfo.InvariantCulture, $"{(regarding.Length > MaxNamePrefix ? regarding[..MaxNamePrefix] : regarding)}.{_lastName:x16}");
    }
}
