using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Loadline.Kubernetes.Config;

/// <summary>
/// A credential as a token source gave it. Compared by reference: "the token that was used" is this object, whatever it
/// holds. <see cref="ToString"/> never shows it.
/// </summary>
public sealed class AccessToken
{
    private AccessToken(string? authorization, DateTimeOffset? expires, X509Certificate2? clientCertificate)
    {
        Authorization = authorization;
        Expires = expires;
        ClientCertificate = clientCertificate;
    }

    /// <summary>The Authorization header, made once; null when the credential is only a certificate.</summary>
    public string? Authorization { get; }

    /// <summary>When it ends, if the source knows.</summary>
    public DateTimeOffset? Expires { get; }

    /// <summary>Client certificate that comes with it; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; }

    /// <summary>A bearer token.</summary>
    /// <param name="token">The token, without surrounding space.</param>
    /// <param name="expires">When it ends, if known.</param>
    /// <param name="clientCertificate">Client certificate that comes with it.</param>
    public static AccessToken Bearer(string? token, DateTimeOffset? expires = null, X509Certificate2? clientCertificate = null) =>
        new(string.IsNullOrEmpty(token) ? null : "Bearer " + token, expires, clientCertificate);

    /// <summary>User name and password.</summary>
    /// <param name="username">The user.</param>
    /// <param name="password">Its password.</param>
    public static AccessToken Basic(string username, string? password) =>
        new("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")), null, null);

    /// <summary>That there is one, and until when.</summary>
    public override string ToString() => Expires is { } end ? $"AccessToken (until {end:O})" : "AccessToken";
}
