using System.Net.Security;
using System.Net.Sockets;

namespace Loadline.Kubernetes.Http;

/// <summary>
/// Connects with another name in SNI than the host's. <see cref="SocketsHttpHandler"/> overwrites
/// <see cref="SslClientAuthenticationOptions.TargetHost"/> with the host's name, so the handshake is done here. Behind a
/// proxy the handshake is the handler's and SNI is the host's name; the certificate is checked for the given name there too.
/// </summary>
internal sealed class NamedTlsConnector(Uri host, string name, SslClientAuthenticationOptions options)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream stream;
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var isServer = context.DnsEndPoint.Port == host.Port
            && string.Equals(context.DnsEndPoint.Host, host.IdnHost, StringComparison.OrdinalIgnoreCase);
        if (!isServer)
        {
            return stream;
        }

        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = name,
                    EnabledSslProtocols = options.EnabledSslProtocols,
                    ClientCertificateContext = options.ClientCertificateContext,
                    RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                },
                cancellationToken);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }
}
