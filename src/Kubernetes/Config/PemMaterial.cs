using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Loadline.Kubernetes.Config;

/// <summary>Certificates and keys from PEM bytes, with errors that name the field.</summary>
internal static class PemMaterial
{
    public static X509Certificate2Collection Roots(byte[] pem, string field)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException e)
        {
            throw new KubeConfigException(field, "holds a broken certificate", e);
        }

        return roots.Count > 0 ? roots : throw new KubeConfigException(field, "holds no PEM certificate");
    }

    /// <summary>The leaf, with its private key.</summary>
    public static X509Certificate2 ClientCertificate(byte[] certificate, byte[] key, string field)
    {
        try
        {
            return X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KubeConfigException(field, "the client certificate and its key are not a PEM pair that belongs together", e);
        }
    }

    /// <summary>The certificates after the leaf: what is sent along so that the server can build the chain.</summary>
    public static X509Certificate2Collection Intermediates(byte[] certificate)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(Encoding.UTF8.GetString(certificate));
        if (chain.Count > 0)
        {
            chain[0].Dispose();
            chain.RemoveAt(0);
        }

        return chain;
    }
}
