using System.Net;
using System.Text;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Tests.Faults;

namespace Loadline.Kubernetes.Tests.Client;

/// <summary>Which requests are sent again, and when, in virtual time.</summary>
public sealed class RequestTests
{
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true);

    private readonly ManualTimeProvider _time = new();
    private readonly VirtualLoop _loop;

    public RequestTests() => _loop = new(_time);

    [Theory]
    [InlineData("GET", 429, true, 5)]
    [InlineData("GET", 429, false, 1)]
    [InlineData("GET", 500, true, 5)]
    [InlineData("GET", 500, false, 1)]
    [InlineData("GET", 503, true, 5)]
    [InlineData("GET", 404, true, 1)]
    [InlineData("GET", 409, true, 1)]
    [InlineData("POST", 429, true, 5)]
    [InlineData("POST", 503, true, 5)]
    [InlineData("POST", 503, false, 1)]
    [InlineData("DELETE", 429, true, 5)]
    [InlineData("APPLY", 503, false, 1)]
    public void RQ2_A_status_is_tried_again_only_where_the_server_says_so(string verb, int status, bool retryAfter, int attempts)
    {
        var server = new ScriptedServer(_ =>
        {
            var answer = ScriptedServer.Json("""{"kind":"Status","status":"Failure","message":"no","reason":"Test"}""", (HttpStatusCode)status);
            if (retryAfter) answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(1));
            return answer;
        });
        Assert.NotNull(Send(server, verb));
        Assert.Equal(attempts, server.Requests.Count);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public void RQ2_A_server_that_asks_for_an_hour_gets_half_a_minute(string verb)
    {
        var at = new List<DateTimeOffset>();
        var server = new ScriptedServer(_ =>
        {
            at.Add(_time.GetUtcNow());
            var answer = ScriptedServer.Json("""{"kind":"Status","status":"Failure","message":"no","reason":"Test","details":{"retryAfterSeconds":86400}}""", HttpStatusCode.TooManyRequests);
            answer.Headers.RetryAfter = new(TimeSpan.FromHours(1));
            return answer;
        });
        var error = Assert.IsType<StatusException>(Send(server, verb));
        Assert.Equal(5, at.Count);
        Assert.All(at.Zip(at.Skip(1)), static pair => Assert.Equal(TimeSpan.FromSeconds(30), pair.Second - pair.First));
        Assert.Equal(TimeSpan.FromSeconds(30), error.RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(30), new StatusException(new() { Details = new() { RetryAfterSeconds = 86400 } }, HttpStatusCode.TooManyRequests).RetryAfter);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.Forbidden)]
    public void RQ2_An_answer_that_is_too_large_is_refused_and_not_asked_for_again(HttpStatusCode status)
    {
        var server = new ScriptedServer(_ => new(status) { Content = new StreamContent(new Endless()) });
        var error = Assert.IsType<HttpRequestException>(Send(server, "GET", new() { MaxAnswerBytes = 1 << 20, MaxListBytes = 1 << 20 }));
        Assert.Equal("scripted answered with more than 1048576 bytes", error.Message);
        Assert.Single(server.Requests);
    }

    /// <summary>A body that never ends.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            return new(buffer.Length);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    [Theory]
    [InlineData("GET", 5)]
    [InlineData("APPLY", 5)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("DELETE", 1)]
    public void RQ2_A_broken_connection_is_tried_again_only_by_what_may_happen_twice(string verb, int attempts)
    {
        var server = new ScriptedServer(static _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "reset"));
        Assert.IsType<HttpRequestException>(Send(server, verb));
        Assert.Equal(attempts, server.Requests.Count);
    }

    [Fact]
    public void RQ2_The_server_s_delay_is_kept_to()
    {
        var at = new List<double>();
        var server = new ScriptedServer(_ =>
        {
            at.Add(TimeSpan.FromTicks(_time.GetTimestamp()).TotalSeconds);
            var answer = ScriptedServer.Json("{}", at.Count < 3 ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK);
            if (at.Count < 3) answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
            return answer;
        });
        Assert.Null(Send(server, "GET"));
        Assert.Equal([0, 7, 14], at);
    }

    [Fact]
    public void RQ3_A_refusal_carries_code_reason_message_and_delay()
    {
        var server = new ScriptedServer(static _ =>
        {
            var answer = ScriptedServer.Json("""{"kind":"Status","status":"Failure","message":"configmaps is forbidden","reason":"Forbidden","code":403}""", HttpStatusCode.Forbidden);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(3));
            return answer;
        });
        var e = Assert.IsType<StatusException>(Send(server, "GET"));
        Assert.Equal((HttpStatusCode.Forbidden, "Forbidden", "configmaps is forbidden", TimeSpan.FromSeconds(3)), (e.Code, e.Reason, e.Message, e.RetryAfter));
    }

    [Fact]
    public void RQ8_A_dead_server_costs_one_request_per_break_once_its_breaker_is_open()
    {
        var server = new ScriptedServer(static _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "reset"));
        using var client = Client(server, new() { MaxRetries = 1, BreakDuration = TimeSpan.FromSeconds(5) });
        var end = TimeSpan.FromSeconds(65);
        var opened = 0;
        while (TimeSpan.FromTicks(_time.GetTimestamp()) < end)
        {
            Run(() => client.CreateAsync(ConfigMaps, "default", Body, "test", CancellationToken.None));
            _loop.Advance(TimeSpan.FromMilliseconds(100));
            if (_time.GetTimestamp() <= TimeSpan.FromSeconds(5).Ticks) opened = server.Requests.Count;
        }

        Assert.InRange(server.Requests.Count - opened, 6, 13);
    }

    [Fact]
    public void SA1_SA4_An_apply_names_its_manager_and_forces_only_when_told()
    {
        var types = new List<string?>();
        var server = new ScriptedServer(r =>
        {
            types.Add(r.Content?.Headers.ContentType?.MediaType);
            return ScriptedServer.Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""");
        });
        using var client = Client(server);
        Run(() => client.ApplyAsync(ConfigMaps, "default", "a", Body, "me", force: false, CancellationToken.None));
        Run(() => client.ApplyAsync(ConfigMaps, "default", "a", Body, "me", force: true, CancellationToken.None));
        Assert.Equal(["/api/v1/namespaces/default/configmaps/a?fieldManager=me", "/api/v1/namespaces/default/configmaps/a?fieldManager=me&force=true"], server.Requests);
        Assert.All(types, static t => Assert.Equal("application/apply-patch+yaml", t));
    }

    private static byte[] Body { get; } = Encoding.UTF8.GetBytes("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""");

    private KubeClient Client(ScriptedServer server, RequestResilienceOptions? options = null) =>
        new(KubeTransport.Create(new KubernetesClientConfiguration { Host = new("https://scripted:6443") }, server, _time), _time, options);

    private Exception? Send(ScriptedServer server, string verb, RequestResilienceOptions? options = null)
    {
        using var client = Client(server, options);
        return Run(() => verb switch
        {
            "POST" => client.CreateAsync(ConfigMaps, "default", Body, "test", CancellationToken.None),
            "APPLY" => client.ApplyAsync(ConfigMaps, "default", "a", Body, "test", true, CancellationToken.None),
            "PATCH" => client.PatchAsync(ConfigMaps, "default", "a", PatchKind.Merge, Body, "test", CancellationToken.None),
            "DELETE" => client.DeleteAsync(ConfigMaps, "default", "a", new(), CancellationToken.None),
            _ => client.GetRawAsync("/api/v1/namespaces/default/configmaps/a", null, CancellationToken.None),
        });
    }

    private Exception? Run(Func<Task> request)
    {
        var task = _loop.Start(request);
        Assert.True(_loop.AdvanceUntil(() => task.IsCompleted, TimeSpan.FromMinutes(5)));
        return task.Exception?.InnerException;
    }
}
