using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Loadline.Kubernetes.Config;

namespace Loadline.Kubernetes.Http;

/// <summary>The connections of one lane: made at first use, and made anew when the TLS material changes.</summary>
internal sealed class ConnectionLane : IDisposable
{
    /// <summary>TCP and TLS together. A member that is down must be known as such sooner than a request times out.</summary>
    internal static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Load balancers move and DNS changes; no connection outlives this while it is in use for new requests.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(12);

    /// <summary>client-go's idle timeout.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(90);

    // Without these a peer that vanished holds a watch for up to half an hour.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    private readonly KubernetesClientConfiguration _configuration;
    private readonly bool _compressed;
    private readonly HttpMessageHandler? _handler;
    private readonly Lock _lock = new();
    private Connections? _current;
    private bool _disposed;

    public ConnectionLane(KubernetesClientConfiguration configuration, bool compressed, HttpMessageHandler? handler = null)
    {
        _handler = handler;
        _configuration = configuration;
        _compressed = compressed;
    }

    public HttpMessageInvoker For(TlsMaterial material)
    {
        var current = Volatile.Read(ref _current);
        return current is not null && ReferenceEquals(current.Material, material) ? current.Invoker : Replace(material);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _current?.Invoker.Dispose();
            _current = null;
        }
    }

    private HttpMessageInvoker Replace(TlsMaterial material)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(KubeTransport));
            if (_current is { } current && ReferenceEquals(current.Material, material))
            {
                return current.Invoker;
            }

            var old = _current;
            _current = new Connections(material, _handler is null ? new HttpMessageInvoker(Handler(material), disposeHandler: true) : new HttpMessageInvoker(_handler, disposeHandler: false));

            // Requests in flight keep their HTTP/2 streams; the connection closes behind the last of them.
            old?.Invoker.Dispose();
            return _current.Invoker;
        }
    }

    private SocketsHttpHandler Handler(TlsMaterial material)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = Lifetime,
            PooledConnectionIdleTimeout = IdleTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            AutomaticDecompression = _compressed ? DecompressionMethods.GZip : DecompressionMethods.None,
        };
        if (_configuration.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy) { Credentials = Credentials(proxy) };
        }

        if (_configuration.Host.Scheme == Uri.UriSchemeHttps)
        {
            handler.SslOptions = Tls(material);
            if (_configuration.TlsServerName is { } name)
            {
                handler.ConnectCallback = new NamedTlsConnector(_configuration.Host, name, handler.SslOptions).ConnectAsync;
            }
        }

        return handler;
    }

    private SslClientAuthenticationOptions Tls(TlsMaterial material)
    {
        var options = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = material.Client,
        };
        if (_configuration.SkipTlsVerify)
        {
#pragma warning disable CA5359 // The user said so: insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else
        {
            options.RemoteCertificateValidationCallback =
                new ServerCertificateCheck(material.Roots, _configuration.Host.IdnHost, _configuration.TlsServerName).Verify;
        }

        return options;
    }

    private static NetworkCredential? Credentials(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0)
        {
            return null;
        }

        var parts = proxy.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private sealed record Connections(TlsMaterial Material, HttpMessageInvoker Invoker);
}
