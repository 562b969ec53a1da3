using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Loadline.Kubernetes.Config;

/// <summary>
/// Credentials of a program. It runs once for any number of waiting requests, and again only when the credential expires
/// or a 401 refuses the one that is current.
/// </summary>
internal sealed class ExecTokenSource : ITokenSource, IDisposable
{
    /// <summary>A program that hangs must not hang every request behind it for ever.</summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly ExecCredentialConfig _exec;
    private readonly KubernetesClientConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly IExecRunner _runner;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile AccessToken? _current;

    public ExecTokenSource(ExecCredentialConfig exec, KubernetesClientConfiguration configuration, TimeProvider time, IExecRunner runner)
    {
        _exec = exec;
        _configuration = configuration;
        _time = time;
        _runner = runner;
    }

    public ValueTask<AccessToken?> GetAsync(CancellationToken cancellationToken) =>
        _current is { } current && IsValid(current) ? new(current) : new(RunAsync(cancellationToken));

    public void Invalidate(AccessToken used) => Interlocked.CompareExchange(ref _current, null, used);

    public void Dispose() => _gate.Dispose();

    private bool IsValid(AccessToken token) => token.Expires is not { } end || _time.GetUtcNow() < end;

    private async Task<AccessToken?> RunAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_current is { } current && IsValid(current))
            {
                return current;
            }

            using var deadline = new CancellationTokenSource(Timeout, _time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            try
            {
                return _current = Parse(await _runner.RunAsync(_exec, Info(), both.Token));
            }
            catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new KubeConfigException("exec", $"{_exec.Command} did not answer within {Timeout.TotalSeconds:0} s", e);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private string Info()
    {
        ExecCluster? cluster = null;
        if (_exec.ProvideClusterInfo)
        {
            cluster = new ExecCluster
            {
                Server = _configuration.Host.AbsoluteUri.TrimEnd('/'),
                TlsServerName = _configuration.TlsServerName,
                InsecureSkipTlsVerify = _configuration.SkipTlsVerify,
                CertificateAuthorityData = _configuration.CertificateAuthorityData
                    ?? (_configuration.CertificateAuthorityFile is { } file ? File.ReadAllBytes(file) : null),
                ProxyUrl = _configuration.Proxy?.AbsoluteUri.TrimEnd('/'),
                DisableCompression = _configuration.DisableCompression,
                Config = _exec.ClusterConfig,
            };
        }

        var request = new ExecCredentialRequest(_exec.ApiVersion, "ExecCredential", new ExecCredentialSpec(Interactive: false, cluster));
        return JsonSerializer.Serialize(request, KubeConfigJsonContext.Default.ExecCredentialRequest);
    }

    private AccessToken Parse(byte[] output)
    {
        ExecCredentialReply? reply;
        try
        {
            reply = JsonSerializer.Deserialize(output, KubeConfigJsonContext.Default.ExecCredentialReply);
        }
        catch (JsonException e)
        {
            // No inner exception: the parser quotes what it read, which may be the token.
            throw new KubeConfigException("exec", $"{_exec.Command} did not print an ExecCredential (the value at {e.Path ?? "$"} cannot be read)");
        }

        if (reply is not { Kind: "ExecCredential" } || reply.ApiVersion != _exec.ApiVersion)
        {
            throw new KubeConfigException("exec", $"{_exec.Command} printed {reply?.ApiVersion} {reply?.Kind}, not {_exec.ApiVersion} ExecCredential");
        }

        if (reply.Status is not { } status || (string.IsNullOrEmpty(status.Token) && string.IsNullOrEmpty(status.ClientCertificateData)))
        {
            throw new KubeConfigException("exec", $"{_exec.Command} printed neither a token nor a client certificate");
        }

        if (string.IsNullOrEmpty(status.ClientCertificateData) != string.IsNullOrEmpty(status.ClientKeyData))
        {
            throw new KubeConfigException("exec", $"{_exec.Command} printed a client certificate without its key, or the reverse");
        }

        var token = status.Token?.Trim();
        return AccessToken.Bearer(
            token is null ? null : KubeConfigResolver.CheckHeader(token, "exec"), status.ExpirationTimestamp, Certificate(status));
    }

    private static X509Certificate2? Certificate(ExecCredentialStatus status) => string.IsNullOrEmpty(status.ClientCertificateData)
        ? null
        : PemMaterial.ClientCertificate(
            Encoding.UTF8.GetBytes(status.ClientCertificateData), Encoding.UTF8.GetBytes(status.ClientKeyData!), "exec");
}
