using System.Security.Authentication;

namespace Loadline.Kubernetes.Http;

/// <summary>The server's certificate was refused. The message says why, fit for a condition.</summary>
public sealed class TlsRejectedException : AuthenticationException
{
    /// <summary>Says why.</summary>
    /// <param name="kind">Untrusted, or for another name.</param>
    /// <param name="message">Why, in one line.</param>
    public TlsRejectedException(TransportFailureKind kind, string message)
        : base(message) => Kind = kind;

    /// <summary><see cref="TransportFailureKind.TlsUntrusted"/> or <see cref="TransportFailureKind.TlsName"/>.</summary>
    public TransportFailureKind Kind { get; }
}
