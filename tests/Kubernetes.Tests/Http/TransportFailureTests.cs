using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Loadline.Kubernetes.Config;
using Loadline.Kubernetes.Http;
using Loadline.Kubernetes.Tests.Config;
using Microsoft.AspNetCore.Http;

namespace Loadline.Kubernetes.Tests.Http;

public sealed class TransportFailureTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    private Task<TestServer> StartAsync(X509Certificate2? certificate = null) =>
        TestServer.StartAsync(c => c.Response.WriteAsync("ok"), certificate ?? _certificates.Server("api.test", IPAddress.Loopback));

    private static async Task<TransportFailure?> TryAsync(KubernetesClientConfiguration configuration, CancellationToken cancellationToken = default)
    {
        using var transport = KubeTransport.Create(configuration, TimeProvider.System);
        try
        {
            using var response = await transport.SendAsync(new HttpRequestMessage(HttpMethod.Get, "version"), TransportLane.Probes, cancellationToken);
            return TransportFailure.Of(response.StatusCode, configuration.Host);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or KubeConfigException)
        {
            return TransportFailure.Classify(e, configuration.Host, TimeSpan.FromSeconds(5));
        }
    }

    private KubernetesClientConfiguration Member(Uri address) => KubernetesClientConfiguration.ForMember(address, "t", _certificates.CaPem);

    [Fact]
    public async Task A_good_server_is_no_failure()
    {
        await using var api = await StartAsync();
        Assert.Null(await TryAsync(Member(api.Address)));
    }

    [Fact]
    public async Task Another_CA_is_told_from_another_name()
    {
        await using var api = await StartAsync();
        using var other = new TestCertificates();
        Assert.Equal(
            new TransportFailure(TransportFailureKind.TlsUntrusted, "TLS: certificate not signed by the given CA"),
            await TryAsync(Member(api.Address) with { CertificateAuthorityData = other.CaPem }));
        Assert.Equal(
            new TransportFailure(TransportFailureKind.TlsName, "TLS: the certificate is for api.test, 127.0.0.1, not for db.test"),
            await TryAsync(Member(api.Address) with { TlsServerName = "db.test" }));
        Assert.Null(await TryAsync(Member(api.Address) with { TlsServerName = "api.test" }));
    }

    [Fact]
    public async Task Without_a_CA_only_the_system_is_trusted_and_insecure_trusts_anything()
    {
        await using var api = await StartAsync();
        Assert.Equal(
            new TransportFailure(TransportFailureKind.TlsUntrusted, "TLS: certificate not signed by a CA that this system trusts"),
            await TryAsync(Member(api.Address) with { CertificateAuthorityData = null }));
        Assert.Null(await TryAsync(KubernetesClientConfiguration.ForMember(api.Address, "t", default, insecure: true)));
    }

    [Fact]
    public async Task A_certificate_out_of_its_time_or_not_for_servers_is_refused()
    {
        await using var expired = await StartAsync(_certificates.Server("x", IPAddress.Loopback, DateTimeOffset.Now.AddMinutes(-1)));
        var failure = await TryAsync(Member(expired.Address));
        Assert.Equal(TransportFailureKind.TlsUntrusted, failure!.Kind);
        Assert.Contains("outside its validity", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_listening_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Equal(
            new TransportFailure(TransportFailureKind.Refused, $"connection refused by https://127.0.0.1:{port}"),
            await TryAsync(Member(new Uri($"https://127.0.0.1:{port}"))));
    }

    [Fact]
    public async Task A_listener_that_never_answers_is_a_timeout()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var address = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        Assert.Equal(new TransportFailure(TransportFailureKind.Timeout, "no answer within 5s"), await TryAsync(Member(address), limit.Token));
    }

    [Fact]
    public async Task A_plain_text_server_is_a_failed_handshake()
    {
        await using var api = await TestServer.StartAsync(c => c.Response.WriteAsync("ok"));
        var failure = await TryAsync(Member(new UriBuilder(api.Address) { Scheme = "https" }.Uri));
        Assert.Equal(TransportFailureKind.TlsHandshake, failure!.Kind);
        Assert.StartsWith("TLS: handshake failed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_up_is_a_reset()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().ReadAtLeastAsync(new byte[64], 1);
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-"u8.ToArray());
            client.LingerState = new LingerOption(true, 0);
        });
        var failure = await TryAsync(Member(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")));
        await accepting;
        Assert.Equal(TransportFailureKind.Reset, failure!.Kind);
    }

    [Fact]
    public async Task A_credential_that_cannot_be_had_says_what_is_wrong()
    {
        await using var api = await StartAsync();
        var failure = await TryAsync(Member(api.Address) with { AccessToken = null, TokenFile = "/nowhere/token" });
        Assert.Equal(TransportFailureKind.Configuration, failure!.Kind);
        Assert.StartsWith("tokenFile: /nowhere/token", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_that_refuses_the_credentials_is_a_failure()
    {
        await using var api = await TestServer.StartAsync(c =>
        {
            c.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        var failure = await TryAsync(Member(api.Address));
        Assert.Equal(new TransportFailure(TransportFailureKind.Unauthorized, $"http://127.0.0.1:{api.Address.Port} does not accept the credentials (401)"), failure);
        Assert.Equal(TransportFailureKind.Forbidden, TransportFailure.Of(HttpStatusCode.Forbidden)!.Kind);
        Assert.Null(TransportFailure.Of(HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, TransportFailureKind.Dns)]
    [InlineData(SocketError.NetworkUnreachable, TransportFailureKind.Unreachable)]
    [InlineData(SocketError.ConnectionReset, TransportFailureKind.Reset)]
    [InlineData(SocketError.TimedOut, TransportFailureKind.Timeout)]
    [InlineData(SocketError.AccessDenied, TransportFailureKind.Other)]
    public void A_socket_error_is_found_however_deep(SocketError error, TransportFailureKind kind) => Assert.Equal(
        kind,
        TransportFailure.Classify(new HttpRequestException("a", new IOException("b", new SocketException((int)error)))).Kind);

    [Fact]
    public void A_message_is_one_short_line() =>
        Assert.Equal("one", TransportFailure.Classify(new InvalidOperationException("one\ntwo")).Message);
}
