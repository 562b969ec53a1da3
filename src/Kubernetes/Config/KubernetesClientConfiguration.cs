using System.Text;

namespace Loadline.Kubernetes.Config;

/// <summary>
/// How to reach one API server and as whom. Immutable; certificates are held as PEM bytes or as the path to re-read them
/// from. <see cref="ToString"/> never shows a secret.
/// </summary>
public sealed partial record KubernetesClientConfiguration
{
    /// <summary>The API server: http or https, with a path when it sits behind a proxy that wants one.</summary>
    public required Uri Host { get; init; }

    /// <summary>Namespace of the context or of the service account; null when neither says.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the kubeconfig context this came from; null for other sources.</summary>
    public string? CurrentContext { get; init; }

    /// <summary>CA bundle (PEM) that replaces the system's roots; null to use them.</summary>
    public byte[]? CertificateAuthorityData { get; init; }

    /// <summary>CA bundle file, re-read when it changes; null when there is none.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Name that the server's certificate must carry, and that is sent as SNI; null for the host's name.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Accepts any server certificate. Default false.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>Proxy (http, https or socks5); null to follow HTTPS_PROXY and NO_PROXY.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Never asks for compressed answers. Default false.</summary>
    public bool DisableCompression { get; init; }

    /// <summary>Client certificate chain (PEM), leaf first; null when there is none.</summary>
    public byte[]? ClientCertificateData { get; init; }

    /// <summary>Its private key (PEM); null when there is none.</summary>
    public byte[]? ClientKeyData { get; init; }

    /// <summary>Client certificate file, re-read when it changes; null when there is none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>Client key file, re-read when it changes; null when there is none.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Bearer token; null when there is none.</summary>
    public string? AccessToken { get; init; }

    /// <summary>File with the bearer token, re-read every minute; wins over <see cref="AccessToken"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>User name for basic authentication; null when there is none.</summary>
    public string? Username { get; init; }

    /// <summary>Password for basic authentication.</summary>
    public string? Password { get; init; }

    /// <summary>Program that gives credentials; used only where no other credential is given.</summary>
    public ExecCredentialConfig? Exec { get; init; }

    /// <summary>Whom to act as; null for oneself.</summary>
    public ImpersonationConfig? Impersonate { get; init; }

    /// <summary>User-Agent header, "name/version (os/arch)" (RQ6). Default: this assembly's name and version.</summary>
    public string UserAgent { get; init; } = DefaultUserAgent;

    private static string DefaultUserAgent { get; } =
        $"loadline/{typeof(KubernetesClientConfiguration).Assembly.GetName().Version?.ToString(3)} "
        + $"({(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}/"
        + $"{System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()})";

    internal bool HasClientCertificate => ClientCertificateData is not null || ClientCertificateFile is not null;

    /// <summary>The address and which kinds of credentials there are, never their content.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("KubernetesClientConfiguration { Host = ").Append(Redact(Host));
        Add(text, CurrentContext is not null, "Context = " + CurrentContext);
        Add(text, CertificateAuthorityData is not null || CertificateAuthorityFile is not null, "CA");
        Add(text, SkipTlsVerify, "insecure");
        Add(text, Proxy is not null, "Proxy = " + (Proxy is null ? "" : Redact(Proxy)));
        Add(text, AccessToken is not null || TokenFile is not null, "token");
        Add(text, HasClientCertificate, "client certificate");
        Add(text, Username is not null, "basic");
        Add(text, Exec is not null, Exec?.ToString() ?? "");
        Add(text, Impersonate is not null, "as " + Impersonate?.UserName);
        return text.Append(" }").ToString();
    }

    private static void Add(StringBuilder text, bool present, string what)
    {
        if (present)
        {
            text.Append(", ").Append(what);
        }
    }

    private static string Redact(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
