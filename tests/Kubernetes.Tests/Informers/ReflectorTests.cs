using System.Text.Json.Nodes;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Informers;
using Loadline.Kubernetes.Tests.Faults;
using Loadline.Simulator.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Kubernetes.Tests.Informers;

/// <summary>List and watch, rule by rule, against the simulator in virtual time; against a scripted server for what no correct one would do.</summary>
public sealed class ReflectorTests : IDisposable
{
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true);

    private readonly CancellationTokenSource _stop = new();
    private readonly ObjectStore _store = new();
    private readonly VirtualCluster _cluster;
    private FaultScript? _faults;
    private bool _watchList;
    private Task? _running;

    public ReflectorTests() => _cluster = new(options => options with { WatchList = true, BookmarkInterval = TimeSpan.FromSeconds(30) });

    public void Dispose()
    {
        _stop.Cancel();
        _cluster.Loop.Settle();
        Assert.True(_running?.IsCompleted ?? true);
        _cluster.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void RF1_RF3_The_first_list_is_at_0_and_the_one_after_an_expired_watch_at_the_last_version()
    {
        Put("a");
        Start();
        Put("b");
        _cluster.Loop.Advance(Seconds(1));
        var last = Version("b");
        Break(watch: new() { Status = 410 }, times: 1);
        _cluster.Loop.Advance(Seconds(700));
        var lists = Lists();
        Assert.Equal("0", Option(lists[0], "resourceVersion"));
        Assert.Equal(last, Option(lists[1], "resourceVersion"));
        Assert.Equal(2, lists.Count);
        AssertEqual();
    }

    [Fact]
    public void RF3_A_server_that_calls_every_version_expired_is_not_listed_in_a_hot_loop()
    {
        Break(watch: new() { Status = 410 });
        Start();
        _cluster.Loop.Advance(Seconds(60));
        Assert.InRange(Lists().Count, 3, 8);
        Break(null);
        _cluster.Loop.Advance(Seconds(61));
        Put("a");
        _cluster.Loop.Advance(Seconds(1));
        AssertEqual();
    }

    [Fact]
    public void RF2_A_list_at_an_expired_version_is_repeated_once_without_a_version()
    {
        Start();
        Put("a");
        _cluster.Loop.Advance(Seconds(1));
        var refused = false;
        _faults = request =>
        {
            if (request.IsWatch || refused) return request.IsWatch && !refused ? new() { Status = 410 } : null;
            refused = true;
            return new() { Status = 410 };
        };
        _cluster.Loop.Advance(Seconds(700));
        Assert.Equal([Version("a"), null], Lists()[1..].Select(static l => Option(l, "resourceVersion")));
        AssertEqual();
    }

    [Fact]
    public void RF3_A_compacted_watch_costs_one_list_at_the_last_version()
    {
        Put("a");
        Start();
        var at = Version("a");
        Break(watch: new() { Reset = true });
        _cluster.Loop.Advance(Seconds(590));
        Put("b");
        _cluster.Api.Store.Compact();
        Break(null);
        _cluster.Loop.Advance(Seconds(120));
        Assert.Equal(["0", at], Lists().Select(static l => Option(l, "resourceVersion")));
        AssertEqual();
    }

    [Fact]
    public void RF4_Pages_of_500_are_read_by_their_tokens_and_only_where_no_version_is_asked_for()
    {
        for (var i = 0; i < 1250; i++) Put($"item-{i:d4}");
        Break(list: new() { Status = 410 }, times: 1);
        Start();
        var lists = Lists();
        Assert.Equal(["0", null, null, null], lists.Select(static l => Option(l, "resourceVersion")));
        Assert.Equal([null, null, "continue", "continue"], lists.Select(static l => Option(l, "continue") is null ? null : "continue"));
        Assert.All(lists, static l => Assert.Equal("500", Option(l, "limit")));
        AssertEqual();
    }

    [Fact]
    public void RF4_A_page_token_that_expires_costs_one_full_list_without_a_limit()
    {
        for (var i = 0; i < 1250; i++) Put($"item-{i:d4}");
        var lists = 0;
        _faults = request => request.IsWatch ? null : ++lists is 1 or 3 ? new() { Status = 410 } : null;
        Start();
        Assert.Equal(4, Lists().Count);
        Assert.Null(Option(Lists()[3], "limit"));
        AssertEqual();
    }

    [Fact]
    public void RF5_The_state_comes_as_a_stream_without_a_list_and_live_events_follow_on_it()
    {
        for (var i = 0; i < 5; i++) Put($"item-{i}");
        Start(watchList: true);
        Put("later");
        _cluster.Loop.Advance(Seconds(1));
        Assert.Empty(Lists());
        Assert.Single(Watches());
        AssertEqual();
    }

    [Fact]
    public void RF5_A_server_that_cannot_stream_lists_is_asked_once_and_listed_instead()
    {
        Break(watch: new() { Status = 422 }, times: 1);
        var support = new WatchListSupport();
        Start(watchList: true, support);
        Assert.Single(Lists());
        Assert.False(support.MayTry);
        AssertEqual();
    }

    [Fact]
    public void RF5_A_stream_that_is_cut_before_its_bookmark_changes_nothing_and_is_begun_anew()
    {
        for (var i = 0; i < 5; i++) Put($"item-{i}");
        Break(watch: new() { CutAfterBytes = 700 }, times: 1);
        Start(watchList: true);
        Assert.False(_store.HasSynced);
        Assert.Equal(0, _store.Count);
        _cluster.Loop.Advance(Seconds(2));
        Assert.Empty(Lists());
        Assert.Equal(2, Watches().Count);
        AssertEqual();
    }

    [Fact]
    public void RF6_Watches_ask_for_bookmarks_and_end_at_different_times_within_300_and_600_seconds()
    {
        Start();
        _cluster.Loop.Advance(TimeSpan.FromHours(24));
        var timeouts = Watches().Select(static w => int.Parse(Option(w, "timeoutSeconds")!, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.InRange(timeouts.Count, 24 * 6, 24 * 12);
        Assert.All(timeouts, static t => Assert.InRange(t, 300, 599));
        Assert.True(timeouts.Distinct().Count() > timeouts.Count / 2);
        Assert.All(Watches(), static w => Assert.Equal("true", Option(w, "allowWatchBookmarks")));
    }

    [Fact]
    public void RF6_RF13_A_stream_that_falls_silent_is_noticed_and_given_up()
    {
        Break(watch: new() { StallAfterBytes = 0 }, times: 1);
        var reflector = Start();
        Put("a");
        _cluster.Loop.Advance(Seconds(600));
        Assert.True(reflector.SinceActivity >= Seconds(600));
        Assert.Null(_store.Get(new("default", "a")));
        _cluster.Loop.Advance(Seconds(15));
        Assert.True(reflector.SinceActivity < Seconds(15));
        Assert.Single(Lists());
        AssertEqual();
    }

    [Fact]
    public void RF7_After_a_cut_the_watch_goes_on_at_the_version_of_the_last_event()
    {
        Start();
        Put("a");
        Put("b");
        _cluster.Api.Store.Delete("", "configmaps", "default", "a");
        _cluster.Loop.Advance(Seconds(1));
        var last = _cluster.Api.Store.ResourceVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _cluster.Loop.Advance(Seconds(600));
        Assert.Equal(last, Option(Watches()[1], "resourceVersion"));
        Assert.Single(Lists());
    }

    [Fact]
    public void RF8_Streams_that_end_at_once_are_not_reopened_in_a_hot_loop_and_cost_no_list()
    {
        var server = new ScriptedServer(static r => r.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal) ? ScriptedServer.Watch(staysOpen: false) : ScriptedServer.Json(EmptyList));
        Run(server);
        _cluster.Loop.Advance(Seconds(60));
        Assert.Equal(1, server.Requests.Count(static r => !r.Contains("watch=true", StringComparison.Ordinal)));
        // 0.8 s doubling to 30 s, each stretched by up to two.
        Assert.InRange(server.Requests.Count, 5, 9);
    }

    [Fact]
    public void RF9_A_server_that_refuses_for_half_a_minute_costs_no_list_and_no_event()
    {
        Put("a");
        var reflector = Start();
        Break(watch: new() { Reset = true });
        _cluster.Loop.Advance(Seconds(610));
        Assert.NotEqual(0, reflector.ConsecutiveFailures);
        Assert.NotNull(reflector.LastError);
        Put("b");
        _cluster.Loop.Advance(Seconds(30));
        Break(null);
        _cluster.Loop.Advance(Seconds(61));
        Assert.Equal(0, reflector.ConsecutiveFailures);
        Assert.Single(Lists());
        AssertEqual();
    }

    [Fact]
    public void RF9_Too_many_requests_wait_as_long_as_the_server_asks()
    {
        Start();
        Break(watch: new() { Status = 429, RetryAfterSeconds = 20 }, times: 1);
        _cluster.Loop.Advance(Seconds(600));
        var before = Watches().Count;
        Assert.Single(Lists());
        _cluster.Loop.Advance(Seconds(30));
        Assert.True(Watches().Count >= before);
        Put("a");
        _cluster.Loop.Advance(Seconds(1));
        AssertEqual();
    }

    [Fact]
    public void RF10_Delays_double_from_800_ms_to_30_s_within_a_factor_of_two_and_start_over_after_two_calm_minutes()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var backoff = new ReflectorBackoff(_cluster.Time, new Random(seed));
            var nominal = 0.8;
            for (var i = 0; i < 10; i++)
            {
                var delay = backoff.Next();
                Assert.InRange(delay.TotalSeconds, nominal, nominal * 2);
                nominal = Math.Min(nominal * 2, 30);
                _cluster.Time.Advance(delay);
            }

            _cluster.Time.Advance(Seconds(121));
            Assert.InRange(backoff.Next().TotalSeconds, 0.8, 1.6);
        }
    }

    [Theory]
    [InlineData(410, "Expired", 2, 0)]
    [InlineData(410, "Gone", 2, 0)]
    [InlineData(429, "TooManyRequests", 1, 0.8)]
    [InlineData(500, "InternalError", 2, 0.8)]
    [InlineData(403, "Forbidden", 2, 0.8)]
    public void RF11_An_error_event_is_a_status_and_decides_what_comes_next(int code, string reason, int lists, double waits)
    {
        var watches = 0;
        var server = new ScriptedServer(r => !r.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal) ? ScriptedServer.Json(EmptyList)
            : ScriptedServer.Watch(
                staysOpen: ++watches > 1,
                watches > 1 ? [] : [$$$"""{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{{reason}}}","code":{{{code}}}}}"""]));
        Run(server);
        _cluster.Loop.Advance(Seconds(waits * 0.99));
        if (waits > 0) Assert.Equal(2, server.Requests.Count);
        _cluster.Loop.Advance(Seconds(2));
        Assert.Equal(lists, server.Requests.Count(static r => !r.Contains("watch=true", StringComparison.Ordinal)));
        Assert.Equal(2, watches);
        Assert.True(_store.HasSynced);
    }

    [Fact]
    public void RF12_What_is_not_of_the_kind_is_not_stored_and_does_not_stop_the_watch()
    {
        var server = new ScriptedServer(static r => r.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal)
            ? ScriptedServer.Watch(
                staysOpen: true,
                """{"type":"ADDED","object":{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"11"}}}""",
                """{"type":"ADDED","object":{"kind":"Secret","apiVersion":"v1","metadata":{"name":"s","namespace":"default","resourceVersion":"12"}}}""",
                """{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"c","namespace":"default","resourceVersion":"13"}}}""")
            : ScriptedServer.Json(EmptyList));
        Run(server);
        Assert.Equal("c", Assert.Single(_store.All).Name);
    }

    [Fact]
    public void RF13_A_reflector_that_has_synced_says_so_and_one_that_waits_can_be_told_to_try_at_once()
    {
        Break(watch: new() { Reset = true }, list: new() { Reset = true });
        var reflector = Start();
        _cluster.Loop.Advance(Seconds(100));
        Assert.False(reflector.HasSynced);
        Break(null);
        reflector.RetryNow();
        _cluster.Loop.Settle();
        Assert.True(reflector.HasSynced);
        AssertEqual();
    }

    private const string EmptyList = """{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"10"},"items":[]}""";

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static string? Option(string request, string name)
    {
        var at = request.IndexOf(name + "=", StringComparison.Ordinal);
        return at < 0 ? null : Uri.UnescapeDataString(request[(at + name.Length + 1)..].Split('&')[0]);
    }

    private Reflector Start(bool watchList = false, WatchListSupport? support = null)
    {
        _watchList = watchList;
        return Run(_cluster.Connect(r => _faults?.Invoke(r), new() { MaxRetries = 1, BaseDelay = TimeSpan.FromMilliseconds(1) }), support);
    }

    private void Run(ScriptedServer server) => Run(
        new KubeClient(KubeTransport.Create(new KubernetesClientConfiguration { Host = new("https://scripted:6443") }, server, _cluster.Time), _cluster.Time), null);

    private Reflector Run(KubeClient client, WatchListSupport? support)
    {
        if (support is null)
        {
            support = new();
            if (!_watchList) support.Refused();
        }

        var reflector = new Reflector(client, new(ConfigMaps), _store, support, _cluster.Time, new Random(1), NullLogger.Instance);
        _running = _cluster.Loop.Start(() => reflector.RunAsync(_stop.Token));
        _cluster.Loop.Settle();
        return reflector;
    }

    /// <summary>From now on requests of a kind fail, for ever or a number of times; with nothing given, none does.</summary>
    private void Break(RequestFault? watch, RequestFault? list = null, int times = int.MaxValue) =>
        _faults = request => (request.IsWatch ? watch : list) is { } fault && times-- > 0 ? fault : null;

    private void Break(RequestFault list, int times) => Break(null, list, times);

    private void Put(string name) => _cluster.Api.Store.Put("", "configmaps", new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["data"] = new JsonObject { ["value"] = Guid.NewGuid().ToString() },
    });

    private string Version(string name) => (string)_cluster.Api.Store.Get("", "configmaps", "default", name)!["metadata"]!["resourceVersion"]!;

    private List<string> Lists() => [.. _cluster.Api.Traffic.Requests.Where(static r => !r.Contains("watch=true", StringComparison.Ordinal))];

    private List<string> Watches() => [.. _cluster.Api.Traffic.Requests.Where(static r => r.Contains("watch=true", StringComparison.Ordinal))];

    private void AssertEqual() => Assert.Equal(
        _cluster.Api.Store.List("", "configmaps").Select(static o => $"{o["metadata"]!["name"]}@{o["metadata"]!["resourceVersion"]}").Order(StringComparer.Ordinal),
        _store.All.Select(static o => $"{o.Name}@{o.ResourceVersion}").Order(StringComparer.Ordinal));
}
