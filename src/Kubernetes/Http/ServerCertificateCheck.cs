using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Loadline.Kubernetes.Http;

/// <summary>
/// Checks the server's certificate against the given roots, and those only. Throws <see cref="TlsRejectedException"/>
/// instead of returning false, so that the reason reaches the condition.
/// </summary>
/// <param name="roots">The roots; null for the system's.</param>
/// <param name="host">The host's name, which the caller of the callback has compared.</param>
/// <param name="otherName">Name to compare instead; null for the host's.</param>
internal sealed class ServerCertificateCheck(X509Certificate2Collection? roots, string host, string? otherName)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string SubjectAlternativeName = "2.5.29.17";

    public bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server)
        {
            throw new TlsRejectedException(TransportFailureKind.TlsUntrusted, "TLS: the server sent no certificate");
        }

        var named = otherName is null
            ? !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            : server.MatchesHostname(otherName, allowCommonName: false);
        if (!named)
        {
            throw new TlsRejectedException(
                TransportFailureKind.TlsName, $"TLS: the certificate is for {Names(server)}, not for {otherName ?? host}");
        }

        if (roots is null)
        {
            return (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
                ? true
                : throw Untrusted(server, chain?.ChainStatus ?? [], "a CA that this system trusts");
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(roots);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        own.ChainPolicy.DisableCertificateDownloads = true;
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        foreach (var sent in chain?.ChainPolicy.ExtraStore ?? [])
        {
            own.ChainPolicy.ExtraStore.Add(sent);
        }

        return own.Build(server) || EndsInGivenIntermediate(own)
            ? true
            : throw Untrusted(server, own.ChainStatus, "the given CA");
    }

    /// <summary>A bundle may hold an intermediate without its root; Go trusts it as an anchor, .NET calls the chain partial.</summary>
    private bool EndsInGivenIntermediate(X509Chain chain)
    {
        if (chain.ChainElements.Count < 2 || chain.ChainStatus.Any(static s => s.Status != X509ChainStatusFlags.PartialChain))
        {
            return false;
        }

        var top = chain.ChainElements[^1].Certificate;
        return roots!.Any(root => root.RawDataMemory.Span.SequenceEqual(top.RawDataMemory.Span));
    }

    private static TlsRejectedException Untrusted(X509Certificate2 server, X509ChainStatus[] status, string ca)
    {
        var flags = status.Aggregate(X509ChainStatusFlags.NoError, static (all, s) => all | s.Status);
        var why = flags switch
        {
            _ when flags.HasFlag(X509ChainStatusFlags.NotTimeValid) =>
                $"the certificate, or its CA, is outside its validity ({server.NotBefore.ToUniversalTime():u} to {server.NotAfter.ToUniversalTime():u})",
            _ when flags.HasFlag(X509ChainStatusFlags.NotValidForUsage) => "the certificate is not for a server",
            _ when (flags & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid)) != 0 =>
                $"certificate not signed by {ca}",
            _ => $"certificate not accepted: {flags}",
        };
        return new TlsRejectedException(TransportFailureKind.TlsUntrusted, "TLS: " + why);
    }

    private static string Names(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == SubjectAlternativeName)
            {
                var names = new X509SubjectAlternativeNameExtension(extension.RawData);
                var all = names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(static ip => ip.ToString())).Take(8);
                return string.Join(", ", all);
            }
        }

        return "no name";
    }
}
