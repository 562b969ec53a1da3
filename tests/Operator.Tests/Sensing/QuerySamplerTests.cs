using System.Globalization;
using System.Net;
using Loadline.Crds;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Operator.Sensing;
using Loadline.Operator.Sensing.Prometheus;

namespace Loadline.Operator.Tests.Sensing;

public sealed class QuerySamplerTests : IDisposable
{
    private static readonly SignalQuery Load = new(SignalKind.Load, "avg(load)");
    private static readonly SignalQuery Latency = new(SignalKind.Latency, "avg(rtt)");
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ManualTimeProvider _time = new();
    private readonly VirtualLoop _loop;
    private readonly Server _server;
    private readonly Board _board = new();
    private readonly QuerySampler _sampler;
    private HashSet<SignalQuery> _wanted = [Load];

    public QuerySamplerTests()
    {
        _loop = new(_time);
        _server = new(_time);
        var configuration = new KubernetesClientConfiguration { Host = new("https://prometheus.example/behind/a/path") };
        _sampler = new("eu-1", new(configuration, null), () => _wanted, Interval, _time, new(1), _board, KubeTransport.Create(configuration, _server, _time));
    }

    public void Dispose()
    {
        _sampler.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void A_number_is_a_measurement_with_source_and_confidence()
    {
        _server.Say(Load, "0.4");
        Round();
        Assert.Equal(new Measurement(0.4, _time.GetUtcNow(), "PromQL", 1, _time.GetTimestamp()), _board.Facts.Queries[Load].Last);
        Assert.Null(_board.Facts.Queries[Load].Problem);
        Assert.Equal("/behind/a/path/api/v1/query", _server.LastPath);
    }

    [Fact]
    public void More_queries_than_one_round_asks_take_turns()
    {
        _wanted = [.. Enumerable.Range(0, (2 * QuerySampler.MaxQueries) + 10).Select(static i => new SignalQuery(SignalKind.Load, $"load_{i}"))];
        foreach (var query in _wanted) _server.Say(query, "0.4");
        Round();
        Assert.Equal(QuerySampler.MaxQueries, _board.Facts.Queries.Count);
        Round();
        Round();
        Assert.True(_wanted.SetEquals(_board.Facts.Queries.Keys));
    }

    [Fact]
    public void A_query_may_name_the_member_that_it_is_about()
    {
        var central = new SignalQuery(SignalKind.Load, "load{cluster=\"$member\"}");
        _wanted = [central];
        _server.Say(new(SignalKind.Load, "load{cluster=\"eu-1\"}"), "0.6");
        Round();
        Assert.Equal(0.6, _board.Facts.Queries[central].Last!.Value);
    }

    [Fact]
    public void A_sample_is_as_old_as_the_server_says_whatever_the_two_clocks_are()
    {
        _server.Clock = TimeSpan.FromHours(-3);
        _server.Behind = TimeSpan.FromSeconds(40);
        _server.Say(Load, "0.4");
        Round();
        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromSeconds(40), _board.Facts.Queries[Load].Last!.At);
    }

    [Theory]
    [InlineData("NaN", SignalReasons.NotANumber)]
    [InlineData("-0.1", SignalReasons.OutOfRange)]
    [InlineData("37", SignalReasons.OutOfRange)]
    public void What_cannot_be_a_load_leaves_the_last_measurement_with_its_age(string value, string reason)
    {
        _server.Say(Load, "0.4");
        Round();
        var before = _board.Facts.Queries[Load].Last;
        _time.Advance(TimeSpan.FromSeconds(30));
        _server.Say(Load, value);
        Round();
        Assert.Equal(before, _board.Facts.Queries[Load].Last);
        Assert.Equal(reason, _board.Facts.Queries[Load].Problem!.Reason);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, SignalReasons.QueryRefused)]
    [InlineData(HttpStatusCode.UnprocessableEntity, SignalReasons.QueryRefused)]
    [InlineData(HttpStatusCode.Unauthorized, SignalReasons.PrometheusUnauthorized)]
    [InlineData(HttpStatusCode.Forbidden, SignalReasons.PrometheusUnauthorized)]
    [InlineData(HttpStatusCode.NotFound, SignalReasons.PrometheusError)]
    [InlineData(HttpStatusCode.TooManyRequests, SignalReasons.PrometheusError)]
    [InlineData(HttpStatusCode.BadGateway, SignalReasons.PrometheusError)]
    [InlineData(HttpStatusCode.ServiceUnavailable, SignalReasons.PrometheusError)]
    public void A_refusal_is_a_problem_with_a_reason_and_never_a_load_of_zero(HttpStatusCode status, string reason)
    {
        _server.Refuse(Load, status);
        Round();
        Assert.Null(_board.Facts.Queries[Load].Last);
        Assert.Equal(reason, _board.Facts.Queries[Load].Problem!.Reason);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_not_waited_for_longer_than_an_interval()
    {
        _server.Silent = true;
        Round();
        Assert.Equal(SignalReasons.PrometheusNotReachable, _board.Facts.Queries[Load].Problem!.Reason);
        Assert.Equal(SignalReasons.PrometheusNotReachable, _board.Facts.Prometheus!.Reason);
    }

    [Fact]
    public void One_bad_query_neither_spoils_the_others_nor_condemns_the_server()
    {
        _wanted = [Load, Latency];
        _server.Refuse(Load, HttpStatusCode.BadRequest);
        _server.Say(Latency, "80");
        Round();
        Assert.Equal(80, _board.Facts.Queries[Latency].Last!.Value);
        Assert.Equal(SignalReasons.QueryRefused, _board.Facts.Queries[Load].Problem!.Reason);
        Assert.Null(_board.Facts.Prometheus);
    }

    [Fact]
    public void An_answer_older_than_the_one_before_is_none()
    {
        _server.Say(Load, "0.4");
        Round();
        _time.Advance(Interval);
        _server.Behind = TimeSpan.FromMinutes(1);
        _server.Say(Load, "0.9");
        Round();
        Assert.Equal((0.4, SignalReasons.Replayed), (_board.Facts.Queries[Load].Last!.Value, _board.Facts.Queries[Load].Problem!.Reason));
    }

    [Fact]
    public void An_answer_without_end_is_not_read_to_the_end()
    {
        _server.SayMuch(Load);
        Round();
        Assert.Equal(SignalReasons.ManySeries, _board.Facts.Queries[Load].Problem!.Reason);
    }

    [Fact]
    public void What_no_policy_wants_any_more_is_forgotten()
    {
        _server.Say(Load, "0.4");
        Round();
        _wanted = [];
        _server.Say(new(SignalKind.Load, "time()"), "1");
        Round();
        Assert.Empty(_board.Facts.Queries);
        Assert.Null(_board.Facts.Prometheus);
        Assert.NotNull(_board.Facts.PrometheusAt);
    }

    [Fact]
    public void A_server_that_nobody_asks_is_only_asked_whether_it_is_there_and_a_new_query_need_not_wait_for_that()
    {
        _wanted = [];
        _server.Say(new(SignalKind.Load, "time()"), "1");
        _server.Say(Load, "0.4");
        using var stop = new CancellationTokenSource();
        var run = _loop.Start(() => _sampler.RunAsync(stop.Token));
        _loop.Advance(TimeSpan.FromSeconds(60));
        Assert.InRange(_server.Asked, 2, 3);
        _wanted = [Load];
        _loop.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(0.4, _board.Facts.Queries[Load].Last!.Value);
        stop.Cancel();
        _loop.Settle();
        Assert.True(run.IsCanceled);
    }

    [Fact]
    public void Settings_that_cannot_be_used_are_the_reading_of_every_query()
    {
        var connection = PrometheusConnection.From(new() { Url = "http://prometheus", SecretRef = new() { Namespace = "a", Name = "b" } }, Secret("t0ken"))!;
        using var sampler = new QuerySampler("eu-1", connection, () => _wanted, Interval, _time, new(1), _board);
        _loop.Start(() => sampler.RoundAsync(_wanted, CancellationToken.None));
        _loop.Settle();
        Assert.Equal(SignalReasons.PrometheusInvalid, _board.Facts.Queries[Load].Problem!.Reason);
        Assert.DoesNotContain("t0ken", _board.Facts.Prometheus!.Message, StringComparison.Ordinal);
    }

    internal static Kubernetes.Client.KubeObject Secret(string token) => Kubernetes.Client.KubeObject.Parse(
        $$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"b","namespace":"a"},"data":{"token":"{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(token))}}"} }""");

    private void Round()
    {
        var round = _loop.Start(() => _sampler.RoundAsync(_wanted, CancellationToken.None));
        _loop.AdvanceUntil(() => round.IsCompleted, Interval * 2);
        Assert.True(round.IsCompletedSuccessfully);
    }

    private sealed class Board : IFactBoard
    {
        public MemberFacts Facts { get; private set; } = new() { Health = new(HealthState.Ready, DateTimeOffset.UnixEpoch, "", "") };

        public void Update(Func<MemberFacts, MemberFacts> change) => Facts = change(Facts);
    }

    private sealed class Server(TimeProvider time) : HttpMessageHandler
    {
        private readonly Dictionary<string, (HttpStatusCode Status, string Body)> _answers = [];

        public TimeSpan Clock { get; set; }

        public TimeSpan Behind { get; set; }

        public bool Silent { get; set; }

        public int Asked { get; private set; }

        public string LastPath { get; private set; } = "";

        public void Say(SignalQuery query, string value) =>
            _answers[query.Text] = (HttpStatusCode.OK, """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[TIME,"VALUE"]}]}}""".Replace("VALUE", value, StringComparison.Ordinal));

        public void SayMuch(SignalQuery query) => _answers[query.Text] = (HttpStatusCode.OK, new('x', 1_000_000));

        public void Refuse(SignalQuery query, HttpStatusCode status) =>
            _answers[query.Text] = (status, """{"status":"error","errorType":"bad_data","error":"parse error"}""");

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            LastPath = request.RequestUri!.AbsolutePath;
            if (Silent) await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            var form = await request.Content!.ReadAsStringAsync(cancellationToken);
            var query = form.Split('&').Select(static p => p.Split('=')).First(static p => p[0] == "query")[1];
            var (status, body) = _answers[WebUtility.UrlDecode(query)];
            var now = time.GetUtcNow() + Clock;
            var at = (now - Behind - DateTimeOffset.UnixEpoch).TotalSeconds.ToString(CultureInfo.InvariantCulture);
            var response = new HttpResponseMessage(status) { Content = new StringContent(body.Replace("TIME", at, StringComparison.Ordinal)) };
            response.Headers.Date = now;
            return response;
        }
    }
}
