using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Loadline.Kubernetes.Config;

namespace Loadline.Kubernetes.Http;

/// <summary>Why a request failed, in a form that a condition and a retry decision can use.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Message">The cause in one line, without secrets.</param>
public sealed record TransportFailure(TransportFailureKind Kind, string Message)
{
    private const int MaxMessage = 256;

    /// <summary>Finds the cause in an exception that <see cref="KubeTransport"/>, or a limit around it, threw.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="server">Address for the message; null to leave it out.</param>
    /// <param name="limit">The time limit that was in force, for the message of a timeout; null if unknown.</param>
    public static TransportFailure Classify(Exception exception, Uri? server = null, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var by = server is null ? "" : " by " + Show(server);
        for (var e = exception; e is not null; e = e.InnerException)
        {
            var found = e switch
            {
                TlsRejectedException tls => new TransportFailure(tls.Kind, tls.Message),
                KubeConfigException config => new(TransportFailureKind.Configuration, config.Message),
                SocketException socket => Of(socket, by, server, limit),
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return OfHttp(exception, by, limit);
    }

    /// <summary>The failure that an HTTP status is, or null for one that is an answer.</summary>
    /// <param name="status">The status.</param>
    /// <param name="server">Address for the message; null to leave it out.</param>
    public static TransportFailure? Of(HttpStatusCode status, Uri? server = null)
    {
        var by = server is null ? "the server" : Show(server);
        return status switch
        {
            HttpStatusCode.Unauthorized => new(TransportFailureKind.Unauthorized, $"{by} does not accept the credentials (401)"),
            HttpStatusCode.Forbidden => new(TransportFailureKind.Forbidden, $"{by} does not allow this to the credentials (403)"),
            HttpStatusCode.ProxyAuthenticationRequired => new(TransportFailureKind.Proxy, "the proxy wants credentials (407)"),
            _ => null,
        };
    }

    private static TransportFailure Of(SocketException e, string by, Uri? server, TimeSpan? limit) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new(TransportFailureKind.Refused, "connection refused" + by),
        SocketError.TimedOut => Timeout(limit),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery =>
            new(TransportFailureKind.Dns, server is null ? "the host's name does not resolve" : $"{server.Host} does not resolve"),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            new(TransportFailureKind.Unreachable, "no route to the host" + (server is null ? "" : " " + server.Host)),
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NotConnected =>
            new(TransportFailureKind.Reset, "connection broken" + by),
        _ => new(TransportFailureKind.Other, $"{e.SocketErrorCode}{by}"),
    };

    private static TransportFailure OfHttp(Exception exception, string by, TimeSpan? limit)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case TimeoutException or OperationCanceledException:
                    return Timeout(limit);
                case HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }:
                    return new(TransportFailureKind.Proxy, "the proxy does not connect us");
                case AuthenticationException:
                    return new(TransportFailureKind.TlsHandshake, "TLS: handshake failed: " + Line(e.InnerException?.Message ?? e.Message));
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }:
                    return new(TransportFailureKind.TlsHandshake, "TLS: handshake failed: " + Line((e.InnerException ?? e).Message));
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return new(TransportFailureKind.Dns, "the host's name does not resolve");
                case HttpRequestException { StatusCode: { } status } when Of(status) is { } failure:
                    return failure;
                case HttpIOException or IOException:
                    return new(TransportFailureKind.Reset, "connection broken" + by);
            }
        }

        return new(TransportFailureKind.Other, Line(exception.Message));
    }

    private static TransportFailure Timeout(TimeSpan? limit) => new(
        TransportFailureKind.Timeout,
        limit is { } time ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"no answer within {time.TotalSeconds:0.###}s") : "no answer in time");

    private static string Show(Uri server) => server.GetLeftPart(UriPartial.Authority);

    private static string Line(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var line = end < 0 ? text : text[..end];
        return line.Length <= MaxMessage ? line : line[..MaxMessage];
    }
}
