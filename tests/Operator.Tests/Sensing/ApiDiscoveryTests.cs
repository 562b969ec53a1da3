using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Loadline.Kubernetes.Client;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Operator.Sensing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loadline.Operator.Tests.Sensing;

public sealed class ApiDiscoveryTests : IAsyncDisposable
{
    private const string Core = """{"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1","resources":[{"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["list"]}]}]}]}""";
    private const string Widgets = """{"resource":"widgets","responseKind":{"kind":"Widget"},"scope":"Namespaced","verbs":["list"]}""";

    private readonly ScriptedServer _server = new();
    private readonly Board _board = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly KubeClient _client;
    private readonly ApiDiscovery _discovery;
    private readonly Task _run;

    public ApiDiscoveryTests()
    {
        _server.Answers["/version"] = """{"gitVersion":"v1.33.1"}""";
        _server.Answers["/api"] = Core;
        _server.Answers["/apis"] = Groups("Current", Widgets);
        _client = new(KubeTransport.Create(KubernetesClientConfiguration.ForMember(_server.Address, "", default), TimeProvider.System), TimeProvider.System);
        _discovery = new(_client, new(_client, TimeProvider.System), TimeSpan.FromHours(1), TimeProvider.System, NullLogger.Instance, _board);
        _run = _discovery.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run);
        _client.Dispose();
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Version_and_kinds_are_found_at_once()
    {
        var facts = await UntilAsync(static f => f.Apis is not null);
        Assert.Equal("v1.33.1", facts.Version);
        Assert.Equal([new("example.io/v1", "widgets", "Widget"), new ServedResource("v1", "pods", "Pod")], facts.Apis!.Resources);
        Assert.True(facts.Apis.IsComplete);
    }

    [Fact]
    public async Task An_api_that_does_not_answer_keeps_its_kinds_and_the_list_says_that_it_is_not_complete()
    {
        await UntilAsync(static f => f.Apis is not null);
        _server.Answers["/apis"] = Groups("Stale", "");
        _discovery.Request();
        var facts = await UntilAsync(static f => f.Apis is { IsComplete: false });
        Assert.Contains(facts.Apis!.Resources, static r => r.Kind == "Widget");
        Assert.Contains("example.io/v1", facts.Apis.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_that_was_removed_is_removed()
    {
        await UntilAsync(static f => f.Apis is not null);
        _server.Answers["/apis"] = Groups("Current", "");
        _discovery.Request();
        var facts = await UntilAsync(static f => f.Apis is { Resources.Count: 1 });
        Assert.True(facts.Apis!.IsComplete);
    }

    [Fact]
    public async Task A_look_that_fails_forgets_nothing()
    {
        await UntilAsync(static f => f.Apis is not null);
        _server.Answers.TryRemove("/version", out _);
        _discovery.Request();
        var facts = await UntilAsync(static f => f.Apis is { IsComplete: false });
        Assert.Equal(2, facts.Apis!.Resources.Count);
        Assert.Equal("v1.33.1", facts.Version);
    }

    private static string Groups(string freshness, string resources) =>
        """{"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"example.io"},"versions":[{"version":"v1","freshness":"F","resources":[R]}]}]}"""
            .Replace("\"F\"", $"\"{freshness}\"", StringComparison.Ordinal).Replace("[R]", $"[{resources}]", StringComparison.Ordinal);

    private async Task<MemberFacts> UntilAsync(Func<MemberFacts, bool> done)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!done(_board.Facts)) await Task.Delay(10, patience.Token);
        return _board.Facts;
    }

    private sealed class Board : IFactBoard
    {
        public MemberFacts Facts { get; private set; } = new() { Health = new(HealthState.Ready, default, "", "") };

        public void Update(Func<MemberFacts, MemberFacts> change) => Facts = change(Facts);
    }

    /// <summary>Answers GET requests with fixed texts, and everything else with 404.</summary>
    private sealed class ScriptedServer : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _loop;

        public ScriptedServer()
        {
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = new($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
            }

            _listener.Prefixes.Add(Address + "");
            _listener.Start();
            _loop = LoopAsync();
        }

        public Uri Address { get; }

        public ConcurrentDictionary<string, string> Answers { get; } = new();

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _loop;
        }

        private async Task LoopAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    var found = Answers.TryGetValue(context.Request.Url!.AbsolutePath, out var answer);
                    context.Response.StatusCode = found ? 200 : 404;
                    context.Response.Close(Encoding.UTF8.GetBytes(answer ?? ""), false);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Closed.
            }
        }
    }
}
