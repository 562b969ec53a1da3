using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Loadline.Simulator.Network;

/// <summary>A certificate authority made for one server, and the serving certificate that it signed.</summary>
internal sealed class ServerCertificates : IDisposable
{
    private ServerCertificates(string caPem, X509Certificate2 serving, X509Certificate2 expired)
    {
        CaPem = caPem;
        Serving = serving;
        Expired = expired;
    }

    public string CaPem { get; }

    public X509Certificate2 Serving { get; }

    /// <summary>The same server's, whose time is over.</summary>
    public X509Certificate2 Expired { get; }

    /// <summary>Validity is judged by TLS clients against the real clock, so the simulated one is not used here.</summary>
    public static ServerCertificates Create(string clusterName)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (from, to) = (now.AddHours(-1), now.AddYears(1));
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest($"CN=loadline-simulator-ca-{clusterName}", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        caRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        caRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(caRequest.PublicKey, false));
        using var ca = caRequest.CreateSelfSigned(from, to);
        return new ServerCertificates(ca.ExportCertificatePem(), Sign(ca, from, to), Sign(ca, from, now.AddMinutes(-1)));
    }

    public void Dispose()
    {
        Serving.Dispose();
        Expired.Dispose();
    }

    private static X509Certificate2 Sign(X509Certificate2 ca, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, true, false));
        using var signed = request.Create(ca, from, to, RandomNumberGenerator.GetBytes(12));
        return signed.CopyWithPrivateKey(key);
    }
}
