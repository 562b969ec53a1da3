using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Loadline.Kubernetes.Http;

/// <summary>What a TLS handshake needs. A new object means new connections.</summary>
/// <param name="Roots">Trusted roots instead of the system's; null for those.</param>
/// <param name="Client">Client certificate with its chain; null for none.</param>
internal sealed record TlsMaterial(X509Certificate2Collection? Roots, SslStreamCertificateContext? Client);
