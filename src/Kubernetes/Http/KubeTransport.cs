using System.Net;
using Loadline.Kubernetes.Config;

namespace Loadline.Kubernetes.Http;

/// <summary>
/// Sends requests to one API server: connections by lane, credentials per request, one retry after a 401 with a fresh
/// credential. It knows no resource, no retry policy and no time limit but that of connecting; those are its callers'.
/// Safe for concurrent use.
/// </summary>
public sealed class KubeTransport : IDisposable
{
    private static readonly Version Http2 = HttpVersion.Version20;

    private readonly KubernetesClientConfiguration _configuration;
    private readonly ITokenSource? _tokens;
    private readonly TlsMaterialSource _tls;
    private readonly RequestHeaders _headers;
    private readonly ConnectionLane[] _lanes;

    private KubeTransport(KubernetesClientConfiguration configuration, ITokenSource? tokens, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _configuration = configuration;
        _tokens = tokens;
        _tls = new TlsMaterialSource(configuration, time);
        _headers = new RequestHeaders(configuration);
        _lanes = new ConnectionLane[Enum.GetValues<TransportLane>().Length];
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            var compressed = (TransportLane)lane == TransportLane.Requests && !configuration.DisableCompression;
            _lanes[lane] = new ConnectionLane(configuration, compressed, handler);
        }

        // Relative addresses extend the host's path only if it ends with a slash.
        var host = configuration.Host;
        BaseAddress = host.AbsolutePath.EndsWith('/') ? host : new UriBuilder(host) { Path = host.AbsolutePath + "/" }.Uri;
    }

    /// <summary>The API server's address; ends with a slash.</summary>
    public Uri BaseAddress { get; }

    /// <summary>What the transport was made from.</summary>
    public KubernetesClientConfiguration Configuration => _configuration;

    /// <summary>Makes a transport. Nothing is connected, read or run before the first request.</summary>
    /// <param name="configuration">Where to connect and as whom.</param>
    /// <param name="time">Clock for credentials.</param>
    public static KubeTransport Create(KubernetesClientConfiguration configuration, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(time);
        return new KubeTransport(configuration, TokenSource.For(configuration, time), time);
    }

    /// <summary>Makes a transport whose requests all go through a given handler, which stays its owner's: a server in this process needs no network.</summary>
    /// <param name="configuration">Where to connect and as whom; what concerns TLS and proxies has no effect.</param>
    /// <param name="handler">Sends the requests.</param>
    /// <param name="time">Clock for credentials.</param>
    public static KubeTransport Create(KubernetesClientConfiguration configuration, HttpMessageHandler handler, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(time);
        return new KubeTransport(configuration, TokenSource.For(configuration, time), time, handler);
    }

    /// <summary>Makes a transport with another source of credentials.</summary>
    internal static KubeTransport Create(KubernetesClientConfiguration configuration, ITokenSource? tokens, TimeProvider time) =>
        new(configuration, tokens, time);

    /// <summary>
    /// Sends a request and returns as soon as the headers of the answer are there. The caller disposes the answer. A 401
    /// makes the credential be fetched anew; if that gives another one, the request is sent once more with it.
    /// </summary>
    /// <param name="request">Method, address (absolute, or relative to <see cref="BaseAddress"/>), headers and content.</param>
    /// <param name="lane">Whose connections to use.</param>
    /// <param name="cancellationToken">Ends the wait, and the answer's body too while that is read with it.</param>
    /// <exception cref="HttpRequestException">No answer; see <see cref="TransportFailure.Classify"/>.</exception>
    /// <exception cref="KubeConfigException">No usable credential or certificate.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TransportLane lane, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Prepare(request);
        var ownCredential = request.Headers.NonValidated.Contains("Authorization");
        var token = ownCredential || _tokens is null ? null : await _tokens.GetAsync(cancellationToken);
        if (token?.Authorization is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        var response = await InvokeAsync(request, lane, token, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || token is null)
        {
            return response;
        }

        _tokens!.Invalidate(token);
        var fresh = await FreshAsync(token, response, cancellationToken);
        if (fresh is null || !CanReplay(request.Content))
        {
            return response;
        }

        response.Dispose();
        request.Headers.Remove("Authorization");
        if (fresh.Authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", fresh.Authorization);
        }

        return await InvokeAsync(request, lane, fresh, cancellationToken);
    }

    /// <summary>Closes all connections; requests in flight fail.</summary>
    public void Dispose()
    {
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }

        (_tokens as IDisposable)?.Dispose();
    }

    private void Prepare(HttpRequestMessage request)
    {
        var address = request.RequestUri;
        if (address is null)
        {
            request.RequestUri = BaseAddress;
        }
        else if (!address.IsAbsoluteUri || address.IsFile)
        {
            // "/api" given as text is a file's address on Unix.
            request.RequestUri = new Uri(BaseAddress, address.OriginalString.TrimStart('/'));
        }
        else if (!IsOurs(address))
        {
            // A server that could make us follow an address elsewhere would be handed our credentials.
            throw new InvalidOperationException($"{address.Host} is not the API server that this transport is for");
        }

        _headers.Add(request.Headers);
    }

    private bool IsOurs(Uri address) =>
        address.Port == BaseAddress.Port
        && string.Equals(address.Scheme, BaseAddress.Scheme, StringComparison.Ordinal)
        && string.Equals(address.Host, BaseAddress.Host, StringComparison.OrdinalIgnoreCase);

    private Task<HttpResponseMessage> InvokeAsync(
        HttpRequestMessage request, TransportLane lane, AccessToken? token, CancellationToken cancellationToken)
    {
        // Set for each attempt: falling back to HTTP/1.1 writes the version into the request.
        request.Version = Http2;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        return _lanes[(int)lane].For(_tls.Get(token)).SendAsync(request, cancellationToken);
    }

    /// <summary>Another credential than the refused one, or null. A failure to fetch one leaves the 401 as the answer.</summary>
    private async ValueTask<AccessToken?> FreshAsync(AccessToken refused, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var fresh = await _tokens!.GetAsync(cancellationToken);
            var same = fresh is null || ReferenceEquals(fresh, refused)
                || (fresh.Authorization == refused.Authorization && fresh.ClientCertificate?.Thumbprint == refused.ClientCertificate?.Thumbprint);
            return same ? null : fresh;
        }
        catch (KubeConfigException)
        {
            return null;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static bool CanReplay(HttpContent? content) => content is null or ByteArrayContent or ReadOnlyMemoryContent;
}
