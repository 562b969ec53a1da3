using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loadline.Kubernetes.Tests.Http;

/// <summary>A TLS (or plain) server on loopback that answers with what the test gives.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private TestServer(WebApplication application, Uri address, ConcurrentQueue<string?> serverNames)
    {
        _application = application;
        Address = address;
        ServerNames = serverNames;
    }

    /// <summary>The name (SNI) of every handshake.</summary>
    public ConcurrentQueue<string?> ServerNames { get; }

    public Uri Address { get; }

    public static async Task<TestServer> StartAsync(
        RequestDelegate answer,
        X509Certificate2? certificate = null,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2,
        bool clientCertificates = false)
    {
        var names = new ConcurrentQueue<string?>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = certificate is null ? HttpProtocols.Http1 : protocols;
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificateSelector = (_, name) =>
                    {
                        names.Enqueue(name);
                        return certificate;
                    };
                    https.ClientCertificateMode = clientCertificates ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
                    https.ClientCertificateValidation = static (_, _, _) => true;
                });
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new TestServer(application, new Uri(address), names);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
