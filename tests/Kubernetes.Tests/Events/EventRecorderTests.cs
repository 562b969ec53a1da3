using System.Text;
using System.Text.Json;
using Loadline.Kubernetes.Events;
using Loadline.Kubernetes.Models;

namespace Loadline.Kubernetes.Tests.Events;

public sealed class EventRecorderTests : IDisposable
{
    private static readonly ObjectReference Web = new("apps/v1", "Deployment", "prod", "web", "u1");
    private static readonly ObjectReference Member = new("loadline.io/v1alpha1", "MemberCluster", null, "eu");

    private readonly ManualTimeProvider _time = new();
    private readonly VirtualLoop _loop;
    private readonly FakeSink _sink = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly EventRecorder _recorder;
    private Task _running = Task.CompletedTask;

    public EventRecorderTests()
    {
        _loop = new VirtualLoop(_time);
        _recorder = new EventRecorder(
            _sink, new EventRecorderOptions { ReportingController = "loadline.io/operator", ReportingInstance = "pod-0" }, _time, null, static () => 0.5);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.Settle();
        Assert.True(_running.IsCompleted);
        _stop.Dispose();
    }

    private void Run() => _running = _loop.Start(() => _recorder.RunAsync(_stop.Token));

    private void Record(string reason = "Moved", string note = "moved 1 replica", ObjectReference? about = null, string action = "Move") =>
        _recorder.Record(about ?? Web, null, EventType.Normal, reason, action, note);

    private void Minutes(double minutes) => _loop.Advance(TimeSpan.FromMinutes(minutes));

    [Fact]
    public void An_event_is_written_as_events_k8s_io_v1()
    {
        Run();
        _recorder.Record(Web, Member, EventType.Warning, "Unreachable", "Probe", "no answer within 5s");
        _loop.Settle();
        var write = Assert.Single(_sink.Writes);
        Assert.Equal("prod", write.Namespace);
        var name = write.Json.GetProperty("metadata").GetProperty("name").GetString();
        Assert.StartsWith("web.", name, StringComparison.Ordinal);
        Assert.Equal(
            $$$"""{"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"{{{name}}}","namespace":"prod"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"loadline.io/operator","reportingInstance":"pod-0","type":"Warning","reason":"Unreachable","action":"Probe","note":"no answer within 5s","regarding":{"apiVersion":"apps/v1","kind":"Deployment","namespace":"prod","name":"web","uid":"u1"},"related":{"apiVersion":"loadline.io/v1alpha1","kind":"MemberCluster","name":"eu"}}""",
            write.Json.GetRawText());
    }

    [Fact]
    public void An_event_about_a_cluster_scoped_object_goes_to_the_default_namespace()
    {
        Run();
        Record(about: Member);
        _loop.Settle();
        Assert.Equal("default", _sink.Writes[0].Namespace);
    }

    [Fact]
    public void A_long_note_is_cut_between_characters_and_names_stay_valid()
    {
        Run();
        Record(note: new string('é', 2000), about: Web with { Name = new string('n', 253) });
        _loop.Settle();
        var json = _sink.Writes[0].Json;
        Assert.InRange(Encoding.UTF8.GetByteCount(json.GetProperty("note").GetString()!), 1000, 1024);
        Assert.DoesNotContain('\ufffd', json.GetProperty("note").GetString()!);
        Assert.InRange(json.GetProperty("metadata").GetProperty("name").GetString()!.Length, 1, 253);
    }

    [Fact]
    public void EV1_recording_returns_at_once_and_a_full_queue_drops()
    {
        for (var i = 0; i < 1500; i++)
        {
            Record(reason: $"R{i}", about: Web with { Name = $"w{i}" });
        }

        Assert.Equal(500, _recorder.Dropped);
        Run();
        _loop.Settle();
        Assert.Equal(1000, _sink.Writes.Count);
    }

    [Fact]
    public void EV1_EV4_while_the_API_is_down_memory_is_bounded_and_nothing_is_written_twice_as_often_as_allowed()
    {
        _sink.Results = EventWriteResult.Failed;
        Run();
        for (var i = 0; i < 5000; i++)
        {
            Record(reason: $"R{i}");
            _loop.Settle();
        }

        Assert.InRange(_recorder.Dropped, 3990, 4000);
        Assert.Single(_sink.Writes);
        Minutes(1);
        Assert.Equal(7, _sink.Writes.Count);
    }

    [Fact]
    public void EV2_one_object_that_keeps_saying_new_things_is_cut_short_and_others_are_not()
    {
        Run();
        for (var i = 0; i < 100; i++)
        {
            Record(reason: $"R{i}");
        }

        Record(about: Member);
        _loop.Settle();
        Assert.Equal(25 + 1, _sink.Writes.Count);
        Minutes(5);
        Record(reason: "Later");
        Record(reason: "Latest");
        _loop.Settle();
        Assert.Equal(26 + 1, _sink.Writes.Count);
    }

    [Fact]
    public void EV3_ten_thousand_equal_events_are_two_writes_in_six_minutes_whatever_their_notes()
    {
        Run();
        for (var i = 0; i < 10_000; i++)
        {
            Record(note: $"moved {i}");
            if (i % 100 == 0)
            {
                _loop.Advance(TimeSpan.FromSeconds(3));
            }
        }

        _loop.Settle();
        Assert.Equal(["create", "patch"], _sink.Writes.Select(w => w.Verb));
        Assert.Equal(2, _sink.Writes[1].Json.GetProperty("series").GetProperty("count").GetInt32());
        Assert.Equal(_sink.Writes[0].Json.GetProperty("metadata").GetProperty("name").GetString(), _sink.Writes[1].Name);
    }

    [Theory]
    [InlineData("Moved", "Other")]
    [InlineData("Other", "Move")]
    public void EV3_another_reason_or_action_is_another_event(string reason, string action)
    {
        Run();
        Record();
        Record(reason, action: action);
        _loop.Settle();
        Assert.Equal(["create", "create"], _sink.Writes.Select(w => w.Verb));
    }

    [Fact]
    public void EV3_a_series_is_finished_after_six_minutes_of_silence_and_the_next_event_is_new()
    {
        Run();
        for (var i = 0; i < 5; i++)
        {
            Record();
        }

        Minutes(7);
        Assert.Equal(["create", "patch", "patch"], _sink.Writes.Select(w => w.Verb));
        Assert.Equal(5, _sink.Writes[2].Json.GetProperty("series").GetProperty("count").GetInt32());
        Assert.Equal("2026-01-01T00:00:00.000000Z", _sink.Writes[2].Json.GetProperty("series").GetProperty("lastObservedTime").GetString());
        Record();
        _loop.Settle();
        Assert.Equal("create", _sink.Writes[^1].Verb);
    }

    [Fact]
    public void EV3_a_series_that_goes_on_is_refreshed_every_half_hour()
    {
        Run();
        for (var minute = 0; minute < 65; minute++)
        {
            Record();
            Minutes(1);
        }

        Assert.Equal(["create", "patch", "patch", "patch"], _sink.Writes.Select(w => w.Verb));
    }

    [Fact]
    public void EV3_an_event_that_the_server_forgot_is_written_anew()
    {
        Run();
        Record();
        _loop.Settle();
        _sink.Results = EventWriteResult.NotFound;
        Record();
        _loop.Settle();
        _sink.Results = EventWriteResult.Written;
        Record();
        _loop.Settle();
        Assert.Equal(["create", "patch", "create"], _sink.Writes.Select(w => w.Verb));
    }

    [Fact]
    public void EV4_a_write_that_fails_is_tried_twelve_times_ten_seconds_apart_and_then_given_up()
    {
        _sink.Results = EventWriteResult.Failed;
        Run();
        Record();
        _loop.Advance(TimeSpan.FromSeconds(109));
        Assert.Equal(11, _sink.Writes.Count);
        Minutes(10);
        Assert.Equal(12, _sink.Writes.Count);
        Assert.Equal(1, _recorder.Dropped);
    }

    [Fact]
    public void EV4_a_refusal_is_not_retried()
    {
        _sink.Results = EventWriteResult.Rejected;
        Run();
        Record();
        Minutes(10);
        Assert.Single(_sink.Writes);
        Assert.Equal(1, _recorder.Dropped);
    }

    [Fact]
    public void EV5_what_is_queued_is_written_before_the_end_and_counts_are_brought_up_to_date()
    {
        Record();
        Record();
        Record();
        Run();
        _recorder.Complete();
        _loop.Settle();
        Assert.True(_running.IsCompletedSuccessfully);
        Assert.Equal(["create", "patch", "patch"], _sink.Writes.Select(w => w.Verb));
        Record();
        Assert.Equal(1, _recorder.Dropped);
    }

    [Fact]
    public void EV5_an_end_does_not_wait_for_a_server_that_is_away()
    {
        _sink.Results = EventWriteResult.Failed;
        Record();
        Record(reason: "Other");
        _recorder.Complete();
        Run();
        _loop.Settle();
        Assert.True(_running.IsCompletedSuccessfully);
        Assert.Equal(2, _sink.Writes.Count);
    }

    [Fact]
    public void The_least_recently_used_is_forgotten_first()
    {
        var cache = new LruCache<int, string>(2);
        cache.Set(1, "a");
        cache.Set(2, "b");
        Assert.True(cache.TryGet(1, out _));
        cache.Set(3, "c");
        Assert.Equal([1, 3], cache.Entries.Select(e => e.Key));
        Assert.False(cache.TryGet(2, out _));
    }

    private sealed record Write(string Verb, string Namespace, string? Name, JsonElement Json);

    private sealed class FakeSink : IEventSink
    {
        public EventWriteResult Results { get; set; }

        public List<Write> Writes { get; } = [];

        public Task<EventWriteResult> CreateAsync(ReadOnlyMemory<byte> json, string ns, CancellationToken cancellationToken) =>
            Take(new Write("create", ns, null, JsonDocument.Parse(json).RootElement));

        public Task<EventWriteResult> PatchAsync(ReadOnlyMemory<byte> patch, string ns, string name, CancellationToken cancellationToken) =>
            Take(new Write("patch", ns, name, JsonDocument.Parse(patch).RootElement));

        private Task<EventWriteResult> Take(Write write)
        {
            Writes.Add(write);
            return Task.FromResult(Results);
        }
    }
}
