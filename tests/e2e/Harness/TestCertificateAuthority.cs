using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Loadline.E2E.Harness;

/// <summary>A certificate authority that lives as long as one control plane, so that <c>caBundle</c> is tested and not skipped.</summary>
internal sealed class TestCertificateAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public TestCertificateAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name} test CA", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(NotBefore, NotAfter);
    }

    public string CertificatePem => _certificate.ExportCertificatePem();

    private static DateTimeOffset NotBefore => TimeProvider.System.GetUtcNow().AddHours(-1);

    private static DateTimeOffset NotAfter => TimeProvider.System.GetUtcNow().AddDays(2);

    /// <summary>A serving certificate for 127.0.0.1 and localhost, as PEM.</summary>
    public (string CertificatePem, string KeyPem) IssueLoopbackServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var issued = request.Create(_certificate, NotBefore, NotAfter.AddHours(-2), RandomNumberGenerator.GetBytes(16));
        return (issued.ExportCertificatePem(), key.ExportECPrivateKeyPem());
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
