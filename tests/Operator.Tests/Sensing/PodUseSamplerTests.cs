using System.Net;
using System.Text;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Operator.Sensing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Operator.Tests.Sensing;

/// <summary>What the pods of a workload use, asked of a member's metrics API.</summary>
public sealed class PodUseSamplerTests : IDisposable
{
    private static readonly PodSelection Shop = new("shop", "app=checkout");
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _time = new();
    private readonly VirtualLoop _loop;
    private readonly Server _server = new();
    private readonly Board _board = new();
    private readonly KubeClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly PodUseSampler _sampler;
    private Dictionary<PodSelection, int> _wanted = new() { [Shop] = 2 };

    public PodUseSamplerTests()
    {
        _loop = new(_time);
        var configuration = KubernetesClientConfiguration.ForMember(new("https://member.example"), "", default);
        _client = new(KubeTransport.Create(configuration, _server, _time), _time, new() { MaxRetries = 1 });
        _sampler = new(_client, () => _wanted, Period, _time, new(1), NullLogger.Instance, _board);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.Settle();
        _client.Dispose();
        _server.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void All_containers_of_all_pods_of_the_selection_count_and_nothing_else_is_listed()
    {
        _server.Say(Pod("100m", "50m"), Pod("1500000n"));
        Round();
        var use = _board.Facts.Pods[Shop].Last!;
        Assert.Equal((0.152, 2), (Math.Round(use.Cores, 4), use.Pods));
        Assert.Equal("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods?labelSelector=app%3Dcheckout&limit=500", _server.Asked.Single());
    }

    [Fact]
    public void One_list_for_a_selection_and_period_whoever_wants_it_and_however_often_it_is_read()
    {
        _server.Say(Pod("100m"));
        _loop.Start(() => _sampler.RunAsync(_stop.Token));
        for (var i = 0; i < 300; i++) _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(_server.Asked.Count, 29, 31);
    }

    [Fact]
    public void Pages_are_followed()
    {
        _server.Pages(Pod("100m"), Pod("200m"), Pod("300m"));
        Round();
        Assert.Equal((0.6, 3), (Math.Round(_board.Facts.Pods[Shop].Last!.Cores, 6), _board.Facts.Pods[Shop].Last!.Pods));
        Assert.EndsWith("&continue=2", _server.Asked[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_should_have_too_many_pods_is_not_even_asked_for()
    {
        _wanted = new() { [Shop] = PodUseSampler.MaxPods + 1 };
        Round();
        Assert.Equal(SignalReasons.TooManyPods, _board.Facts.Pods[Shop].Problem!.Reason);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public void What_turns_out_to_have_too_many_pods_is_left()
    {
        _server.Say([.. Enumerable.Repeat(Pod("1m"), PodUseSampler.MaxPods + 1)]);
        Round();
        Assert.Equal((null, SignalReasons.TooManyPods), (_board.Facts.Pods[Shop].Last, _board.Facts.Pods[Shop].Problem!.Reason));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, SignalReasons.NoPodMetrics)]
    [InlineData(HttpStatusCode.Forbidden, ClusterReasons.Forbidden)]
    public void A_server_that_has_none_is_asked_again_after_a_minute(HttpStatusCode status, string reason)
    {
        _server.Status = status;
        for (var i = 0; i < 6; i++)
        {
            Round();
            _loop.Advance(Period);
        }

        Assert.Equal((null, reason), (_board.Facts.Pods[Shop].Last, _board.Facts.Pods[Shop].Problem!.Reason));
        Assert.Single(_server.Asked);
        _server.Status = HttpStatusCode.OK;
        _server.Say(Pod("100m"));
        Round();
        Assert.Null(_board.Facts.Pods[Shop].Problem);
    }

    [Fact]
    public void No_pods_are_no_use_of_zero_and_the_last_value_stays_with_its_age()
    {
        _server.Say(Pod("100m"));
        Round();
        var last = _board.Facts.Pods[Shop].Last;
        _loop.Advance(Period);
        _server.Say();
        Round();
        Assert.Equal((last, SignalReasons.NoPods), (_board.Facts.Pods[Shop].Last, _board.Facts.Pods[Shop].Problem!.Reason));
    }

    [Fact]
    public void Use_that_cannot_be_is_not_counted()
    {
        _server.Say(Pod("100m"), Pod("-5"), Pod("many"), """{"metadata":{"name":"p"},"containers":[]}""");
        Round();
        Assert.Equal((0.1, 1), (_board.Facts.Pods[Shop].Last!.Cores, _board.Facts.Pods[Shop].Last!.Pods));
    }

    [Fact]
    public void More_selections_than_lists_take_turns_and_what_is_wanted_no_more_is_forgotten()
    {
        _server.Say(Pod("100m"));
        _wanted = Enumerable.Range(0, 100).ToDictionary(static i => new PodSelection("shop", $"app=a{i:00}"), static _ => 1);
        Round();
        Assert.Equal(PodUseSampler.MaxLists, _server.Asked.Count);
        Round();
        Assert.Equal(100, _board.Facts.Pods.Count);
        _wanted = new() { [Shop] = 1 };
        Round();
        Assert.Equal(Shop, Assert.Single(_board.Facts.Pods).Key);
    }

    [Fact]
    public void A_member_that_cannot_be_reached_is_not_asked()
    {
        _board.Update(static f => f with { Health = f.Health with { State = HealthState.Unreachable } });
        Round();
        Assert.Empty(_server.Asked);
    }

    private void Round()
    {
        var round = _loop.Start(() => _sampler.RoundAsync(_wanted, CancellationToken.None));
        _loop.AdvanceUntil(() => round.IsCompleted, TimeSpan.FromSeconds(30));
        Assert.True(round.IsCompletedSuccessfully, round.Exception?.ToString());
    }

    private static string Pod(params string[] cpu) => $$"""
        {"metadata":{"name":"p","namespace":"shop"},"timestamp":"2026-01-01T00:00:00Z","window":"15s",
         "containers":[{{string.Join(',', cpu.Select(static c => $$$"""{"name":"c","usage":{"cpu":"{{{c}}}","memory":"1Mi"} }"""))}}]}
        """;

    private sealed class Server : HttpMessageHandler
    {
        private string[][] _pages = [[]];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public List<string> Asked { get; } = [];

        public void Say(params string[] pods) => _pages = [pods];

        public void Pages(params string[] pods) => _pages = [.. pods.Select(static p => (string[])[p])];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var query = request.RequestUri!.PathAndQuery;
            Asked.Add(query);
            var page = query.IndexOf("continue=", StringComparison.Ordinal) is > 0 and var at ? int.Parse(query[(at + 9)..], System.Globalization.CultureInfo.InvariantCulture) : 0;
            var next = page + 1 < _pages.Length ? $$""","continue":"{{page + 1}}" """ : "";
            var body = Status == HttpStatusCode.OK
                ? $$"""{"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{"resourceVersion":"1"{{next}}},"items":[{{string.Join(',', _pages[page])}}]}"""
                : $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","reason":"{{Status}}","code":{{(int)Status}} }""";
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }

    private sealed class Board : IFactBoard
    {
        public MemberFacts Facts { get; private set; } = new() { Health = new(HealthState.Ready, default, "", "") };

        public void Update(Func<MemberFacts, MemberFacts> change) => Facts = change(Facts);
    }
}
