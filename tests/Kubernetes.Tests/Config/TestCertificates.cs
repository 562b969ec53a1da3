using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Loadline.Kubernetes.Tests.Config;

/// <summary>A throw-away CA and the certificates that it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.Now.AddDays(-1);
    private static readonly DateTimeOffset To = From.AddYears(5);

    public TestCertificates(string name = "test-ca")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Ca = request.CreateSelfSigned(From, To);
    }

    public X509Certificate2 Ca { get; }

    public byte[] CaPem => Encoding.UTF8.GetBytes(Ca.ExportCertificatePem());

    public X509Certificate2 Server(string? dns, IPAddress? ip = null, DateTimeOffset? until = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (dns is not null)
        {
            names.AddDnsName(dns);
        }

        if (ip is not null)
        {
            names.AddIpAddress(ip);
        }

        return Sign("CN=server", "1.3.6.1.5.5.7.3.1", names.Build(), until);
    }

    public X509Certificate2 Client(string user) => Sign("CN=" + user, "1.3.6.1.5.5.7.3.2", null, null);

    public static byte[] Pem(X509Certificate2 certificate) => Encoding.UTF8.GetBytes(certificate.ExportCertificatePem());

    public static byte[] KeyPem(X509Certificate2 certificate) => Encoding.UTF8.GetBytes(certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    public void Dispose() => Ca.Dispose();

    private X509Certificate2 Sign(string subject, string usage, X509Extension? names, DateTimeOffset? until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        using var bare = request.Create(Ca, From, until ?? To.AddDays(-1), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}
