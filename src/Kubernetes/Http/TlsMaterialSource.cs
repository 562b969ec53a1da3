using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Loadline.Kubernetes.Config;

namespace Loadline.Kubernetes.Http;

/// <summary>
/// The current TLS material of a configuration. Files are looked at once a minute; when one of them changed, and is good,
/// the next request gets new material. A broken file leaves the old material in use.
/// </summary>
internal sealed class TlsMaterialSource
{
    internal static readonly TimeSpan CheckPeriod = TimeSpan.FromMinutes(1);

    private readonly KubernetesClientConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly bool _hasFiles;
    private State? _state;

    public TlsMaterialSource(KubernetesClientConfiguration configuration, TimeProvider time)
    {
        _configuration = configuration;
        _time = time;
        _hasFiles = configuration.CertificateAuthorityFile is not null || configuration.ClientCertificateFile is not null
            || configuration.ClientKeyFile is not null;
    }

    /// <param name="token">Credential of the request, whose certificate wins over the configuration's.</param>
    /// <exception cref="KubeConfigException">There is no good material and there never was.</exception>
    public TlsMaterial Get(AccessToken? token)
    {
        var state = Volatile.Read(ref _state);
        if (state is not null && ReferenceEquals(state.FromToken, token?.ClientCertificate)
            && (!_hasFiles || _time.GetElapsedTime(state.CheckedAt) < CheckPeriod))
        {
            return state.Material;
        }

        lock (_lock)
        {
            return Refresh(_state, token?.ClientCertificate).Material;
        }
    }

    private State Refresh(State? old, X509Certificate2? fromToken)
    {
        var stamp = Stamp();
        if (old is not null && ReferenceEquals(old.FromToken, fromToken) && old.Stamp == stamp)
        {
            return _state = old with { CheckedAt = _time.GetTimestamp() };
        }

        try
        {
            var material = new TlsMaterial(Roots(), Client(fromToken));
            return _state = new State(material, fromToken, stamp, _time.GetTimestamp());
        }
        catch (KubeConfigException) when (old is not null)
        {
            return _state = old with { FromToken = fromToken, CheckedAt = _time.GetTimestamp() };
        }
    }

    private X509Certificate2Collection? Roots() => Read(_configuration.CertificateAuthorityData, _configuration.CertificateAuthorityFile) is { } pem
        ? PemMaterial.Roots(pem, _configuration.CertificateAuthorityFile ?? "certificate-authority-data")
        : null;

    private SslStreamCertificateContext? Client(X509Certificate2? fromToken)
    {
        if (fromToken is not null)
        {
            return SslStreamCertificateContext.Create(fromToken, null, offline: true);
        }

        var certificate = Read(_configuration.ClientCertificateData, _configuration.ClientCertificateFile);
        var key = Read(_configuration.ClientKeyData, _configuration.ClientKeyFile);
        return certificate is null || key is null
            ? null
            : SslStreamCertificateContext.Create(
                PemMaterial.ClientCertificate(certificate, key, _configuration.ClientCertificateFile ?? "client-certificate-data"),
                PemMaterial.Intermediates(certificate),
                offline: true);
    }

    private static byte[]? Read(byte[]? data, string? path)
    {
        if (data is not null || path is null)
        {
            return data;
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException(path, e.Message, e);
        }
    }

    /// <summary>Changes with any of the files. A mounted Secret swaps a link, so the time of the target counts.</summary>
    private (long, long, long) Stamp() => _hasFiles
        ? (Stamp(_configuration.CertificateAuthorityFile), Stamp(_configuration.ClientCertificateFile), Stamp(_configuration.ClientKeyFile))
        : default;

    private static long Stamp(string? path)
    {
        if (path is null)
        {
            return 0;
        }

        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            return target.Exists ? target.LastWriteTimeUtc.Ticks ^ (((FileInfo)target).Length << 20) : -1;
        }
        catch (IOException)
        {
            return -1;
        }
    }

    private sealed record State(TlsMaterial Material, X509Certificate2? FromToken, (long, long, long) Stamp, long CheckedAt);
}
