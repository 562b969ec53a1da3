using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Tests.Config;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Loadline.Kubernetes.Tests.Http;

public sealed class KubeTransportTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _certificates.Dispose();

    private Task<TestServer> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1AndHttp2) =>
        TestServer.StartAsync(answer, _certificates.Server(null, IPAddress.Loopback), protocols);

    private KubernetesClientConfiguration Member(TestServer server, string token = "t") =>
        KubernetesClientConfiguration.ForMember(server.Address, token, _certificates.CaPem);

    private static HttpRequestMessage Get(string path = "version") => new(HttpMethod.Get, new Uri(path, UriKind.Relative));

    private static async Task<string> TextAsync(KubeTransport transport, HttpRequestMessage request, TransportLane lane = TransportLane.Requests)
    {
        using var response = await transport.SendAsync(request, lane, default);
        return await response.Content.ReadAsStringAsync();
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task HTTP_2_is_spoken_where_the_server_does(HttpProtocols server, string expected)
    {
        await using var api = await StartAsync(c => c.Response.WriteAsync(c.Request.Protocol), server);
        using var transport = KubeTransport.Create(Member(api), _time);
        Assert.Equal(expected, await TextAsync(transport, Get()));
    }

    [Fact]
    public async Task RQ7_LE5_every_lane_has_its_own_connection()
    {
        await using var api = await StartAsync(c => c.Response.WriteAsync(c.Connection.Id));
        using var transport = KubeTransport.Create(Member(api), _time);
        var seen = new List<string>();
        foreach (var lane in Enum.GetValues<TransportLane>())
        {
            var first = await TextAsync(transport, Get(), lane);
            Assert.Equal(first, await TextAsync(transport, Get(), lane));
            seen.Add(first);
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task RQ6_requests_say_who_asks_and_on_whose_behalf()
    {
        var headers = new ConcurrentQueue<IHeaderDictionary>();
        await using var api = await StartAsync(c =>
        {
            headers.Enqueue(new HeaderDictionary(c.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)));
            return Task.CompletedTask;
        });
        var who = new ImpersonationConfig("ann", "7", ["a", "b"], new Dictionary<string, IReadOnlyList<string>> { ["Scope/X"] = ["1", "2"] });
        using var transport = KubeTransport.Create(Member(api) with { Impersonate = who, UserAgent = "loadline/1 (linux/x64)" }, _time);
        await TextAsync(transport, Get());
        var own = Get();
        own.Headers.TryAddWithoutValidation("Authorization", "Bearer mine");
        own.Headers.TryAddWithoutValidation("Impersonate-User", "carl");
        await TextAsync(transport, own);

        var (first, second) = (headers.First(), headers.Last());
        Assert.Equal("loadline/1 (linux/x64)", first.UserAgent);
        Assert.Equal("Bearer t", first.Authorization);
        Assert.Equal("ann", first["Impersonate-User"]);
        Assert.Equal("7", first["Impersonate-Uid"]);
        Assert.Equal("a, b", string.Join(", ", first["Impersonate-Group"].SelectMany(v => v!.Split(", "))));
        Assert.Equal("1, 2", string.Join(", ", first["Impersonate-Extra-scope%2Fx"].SelectMany(v => v!.Split(", "))));
        Assert.Equal("Bearer mine", second.Authorization);
        Assert.Equal("carl", second["Impersonate-User"]);
    }

    [Fact]
    public async Task A_host_with_a_path_keeps_it_and_a_leading_slash_does_not_matter()
    {
        await using var api = await StartAsync(c => c.Response.WriteAsync(c.Request.Path + c.Request.QueryString));
        using var transport = KubeTransport.Create(Member(api) with { Host = new Uri(api.Address, "k8s/c-1") }, _time);
        Assert.Equal("/k8s/c-1/api/v1/pods?watch=1", await TextAsync(transport, Get("api/v1/pods?watch=1")));
        Assert.Equal("/k8s/c-1/api", await TextAsync(transport, Get("/api")));
        Assert.Equal("/k8s/c-1/apis", await TextAsync(transport, new HttpRequestMessage(HttpMethod.Get, "/apis")));
    }

    [Fact]
    public async Task Credentials_never_go_to_another_host_or_follow_a_redirect()
    {
        await using var api = await StartAsync(c =>
        {
            c.Response.Redirect("https://example.invalid/");
            return Task.CompletedTask;
        });
        using var transport = KubeTransport.Create(Member(api), _time);
        using var response = await transport.SendAsync(Get(), TransportLane.Requests, default);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => transport.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "https://example.invalid/"), TransportLane.Requests, default));
    }

    [Fact]
    public async Task The_name_for_TLS_is_sent_as_SNI_and_the_Host_header_stays()
    {
        await using var api = await TestServer.StartAsync(
            c => c.Response.WriteAsync(c.Request.Host + " " + c.Request.Protocol),
            _certificates.Server("api.test"));
        using var transport = KubeTransport.Create(Member(api) with { TlsServerName = "api.test" }, _time);
        Assert.Equal($"{api.Address.Authority} HTTP/2", await TextAsync(transport, Get()));
        Assert.Equal("api.test", Assert.Single(api.ServerNames));
    }

    [Fact]
    public async Task Only_requests_ask_for_compressed_answers()
    {
        await using var api = await StartAsync(async c =>
        {
            if (!c.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
            {
                await c.Response.WriteAsync("plain");
                return;
            }

            c.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(c.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("zipped"u8.ToArray());
        });
        using var transport = KubeTransport.Create(Member(api), _time);
        using var plain = KubeTransport.Create(Member(api) with { DisableCompression = true }, _time);
        Assert.Equal("zipped", await TextAsync(transport, Get()));
        Assert.Equal("plain", await TextAsync(transport, Get(), TransportLane.Watches));
        Assert.Equal("plain", await TextAsync(plain, Get()));
    }

    [Fact]
    public async Task A_401_fetches_another_token_and_sends_the_request_with_its_body_once_more()
    {
        var bodies = new ConcurrentQueue<string>();
        await using var api = await StartAsync(async c =>
        {
            using var reader = new StreamReader(c.Request.Body);
            bodies.Enqueue(c.Request.Headers.Authorization + " " + await reader.ReadToEndAsync());
            c.Response.StatusCode = c.Request.Headers.Authorization == "Bearer 2" ? 200 : 401;
        });
        var source = new CountingSource();
        using var transport = KubeTransport.Create(Member(api), source, _time);
        using var response = await transport.SendAsync(Post(), TransportLane.Requests, default);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["Bearer 1 {}", "Bearer 2 {}"], bodies);
        using var next = await transport.SendAsync(Post(), TransportLane.Requests, default);
        Assert.Equal(3, bodies.ToArray().Length);
    }

    [Fact]
    public async Task A_401_is_retried_only_once_and_never_with_the_same_token()
    {
        var count = 0;
        await using var api = await StartAsync(c =>
        {
            Interlocked.Increment(ref count);
            c.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        using var changing = KubeTransport.Create(Member(api), new CountingSource(), _time);
        using var first = await changing.SendAsync(Post(), TransportLane.Requests, default);
        Assert.Equal((HttpStatusCode.Unauthorized, 2), (first.StatusCode, count));
        using var fixedToken = KubeTransport.Create(Member(api), _time);
        using var second = await fixedToken.SendAsync(Post(), TransportLane.Requests, default);
        Assert.Equal((HttpStatusCode.Unauthorized, 3), (second.StatusCode, count));
    }

    [Fact]
    public async Task A_client_certificate_is_sent_and_a_rotated_file_is_picked_up_without_losing_requests()
    {
        using var directory = new TemporaryDirectory();
        using var ann = _certificates.Client("ann");
        using var bob = _certificates.Client("bob");
        var certificate = directory.Write("c", Encoding.UTF8.GetString(TestCertificates.Pem(ann)));
        var key = directory.Write("k", Encoding.UTF8.GetString(TestCertificates.KeyPem(ann)));
        var release = new TaskCompletionSource();
        await using var api = await TestServer.StartAsync(
            async c =>
            {
                if (c.Request.Path == "/slow")
                {
                    await c.Response.Body.FlushAsync();
                    await release.Task;
                }

                await c.Response.WriteAsync(c.Connection.ClientCertificate?.Subject ?? "none");
            },
            _certificates.Server(null, IPAddress.Loopback),
            clientCertificates: true);
        using var transport = KubeTransport.Create(Member(api) with { ClientCertificateFile = certificate, ClientKeyFile = key }, _time);
        Assert.Equal("CN=ann", await TextAsync(transport, Get()));
        var slow = TextAsync(transport, Get("slow"));

        directory.Write("c", "broken half of a rotation");
        _time.Advance(TlsMaterialSource.CheckPeriod);
        Assert.Equal("CN=ann", await TextAsync(transport, Get()));

        directory.Write("c", Encoding.UTF8.GetString(TestCertificates.Pem(bob)));
        directory.Write("k", Encoding.UTF8.GetString(TestCertificates.KeyPem(bob)));
        Assert.Equal("CN=ann", await TextAsync(transport, Get()));
        _time.Advance(TlsMaterialSource.CheckPeriod);
        Assert.Equal("CN=bob", await TextAsync(transport, Get()));
        release.SetResult();
        Assert.Equal("CN=ann", await slow);
    }

    [Fact]
    public async Task A_proxy_is_asked_to_connect_with_its_credentials()
    {
        await using var api = await StartAsync(c => c.Response.WriteAsync("through"));
        using var proxy = new ConnectProxy();
        using var transport = KubeTransport.Create(Member(api) with { Proxy = new Uri($"http://u:p%40@127.0.0.1:{proxy.Port}") }, _time);
        Assert.Equal("through", await TextAsync(transport, Get()));
        Assert.Equal($"CONNECT {api.Address.Authority} HTTP/1.1", proxy.Requests.Last()[0]);
        Assert.Contains("Proxy-Authorization: Basic " + Convert.ToBase64String("u:p@"u8), proxy.Requests.Last());
    }

    [Fact]
    public async Task After_disposal_nothing_is_sent()
    {
        await using var api = await StartAsync(_ => Task.CompletedTask);
        var transport = KubeTransport.Create(Member(api), _time);
        transport.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => transport.SendAsync(Get(), TransportLane.Requests, default));
    }

    private static HttpRequestMessage Post() => new(HttpMethod.Post, new Uri("x", UriKind.Relative)) { Content = new ByteArrayContent("{}"u8.ToArray()) };

    private sealed class CountingSource : ITokenSource
    {
        private int _number = 1;
        private AccessToken _current = AccessToken.Bearer("1");

        public ValueTask<AccessToken?> GetAsync(CancellationToken cancellationToken) => new(_current);

        public void Invalidate(AccessToken used)
        {
            if (ReferenceEquals(used, _current))
            {
                _current = AccessToken.Bearer((++_number).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
