namespace Loadline.Kubernetes.Http;

/// <summary>Why a request got no answer, or none that helps.</summary>
public enum TransportFailureKind
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Nothing listens at the address.</summary>
    Refused,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The server's certificate is not signed by the given CA (or a system root), or is outside its validity.</summary>
    TlsUntrusted,

    /// <summary>The server's certificate is for another name.</summary>
    TlsName,

    /// <summary>The TLS handshake failed for another reason, for instance because the server is plain text.</summary>
    TlsHandshake,

    /// <summary>The host's name does not resolve.</summary>
    Dns,

    /// <summary>No route to the host or network.</summary>
    Unreachable,

    /// <summary>The connection broke before the answer was complete.</summary>
    Reset,

    /// <summary>The proxy refused or failed.</summary>
    Proxy,

    /// <summary>401: the server does not know the credentials.</summary>
    Unauthorized,

    /// <summary>403: the server knows the credentials and they may not do this.</summary>
    Forbidden,

    /// <summary>The credentials or the configuration cannot be used; nothing was sent.</summary>
    Configuration,
}
