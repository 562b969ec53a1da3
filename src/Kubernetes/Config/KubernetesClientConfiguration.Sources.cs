using System.Net;

namespace Loadline.Kubernetes.Config;

public sealed partial record KubernetesClientConfiguration
{
    private const string ServiceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The configuration of a pod: its service account and the KUBERNETES_SERVICE_* variables.</summary>
    /// <param name="rootDir">Directory of the service account's files. Default: where the kubelet mounts them.</param>
    /// <exception cref="KubeConfigException">Not in a pod, or the service account is not mounted.</exception>
    public static KubernetesClientConfiguration InClusterConfig(string? rootDir = null) =>
        InClusterConfig(rootDir ?? ServiceAccountDirectory, Environment.GetEnvironmentVariable);

    /// <summary>Reads kubeconfig files and takes one context of them.</summary>
    /// <param name="path">One file, or a list of files as in KUBECONFIG; null for KUBECONFIG and then ~/.kube/config.</param>
    /// <param name="context">The context; null for the current one.</param>
    /// <exception cref="KubeConfigException">Unreadable, inconsistent, or without the context.</exception>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(string? path = null, string? context = null) =>
        BuildConfigFromConfigFile(path, context, Environment.GetEnvironmentVariable);

    /// <summary>KUBECONFIG if it is set, the pod's service account if there is one, ~/.kube/config otherwise.</summary>
    /// <exception cref="KubeConfigException">None of them can be used.</exception>
    public static KubernetesClientConfiguration BuildDefaultConfig() =>
        BuildDefaultConfig(ServiceAccountDirectory, Environment.GetEnvironmentVariable);

    /// <summary>
    /// Reads the kubeconfig in a member's Secret. It is input of somebody else: whatever would run a program or read a file
    /// of this machine is refused.
    /// </summary>
    /// <param name="kubeconfig">The file, YAML or JSON.</param>
    /// <param name="context">The context; null for the current one, or for the only one.</param>
    /// <exception cref="KubeConfigException">Refused, or not usable; the message names the field.</exception>
    public static KubernetesClientConfiguration FromMemberKubeconfig(ReadOnlySpan<byte> kubeconfig, string? context = null) =>
        KubeConfigResolver.Resolve(KubeConfigFile.Parse(kubeconfig, "kubeconfig"), context, trusted: false);

    /// <summary>The configuration of a member that is given by address, token and CA.</summary>
    /// <param name="endpoint">The API server, http or https.</param>
    /// <param name="token">Bearer token; empty for none.</param>
    /// <param name="caPem">CA bundle (PEM); empty for the system's roots.</param>
    /// <param name="insecure">Accepts any server certificate; the CA bundle is not used then.</param>
    /// <param name="proxy">Proxy; null to follow the environment.</param>
    /// <param name="tlsServerName">Name that the certificate must carry; null for the endpoint's.</param>
    /// <exception cref="KubeConfigException">Endpoint, token, CA or proxy cannot be used; the message names which.</exception>
    public static KubernetesClientConfiguration ForMember(
        Uri endpoint,
        string token,
        ReadOnlySpan<byte> caPem,
        bool insecure = false,
        Uri? proxy = null,
        string? tlsServerName = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(token);
        var ca = caPem.IsEmpty || insecure ? null : caPem.ToArray();
        if (ca is not null)
        {
            PemMaterial.Roots(ca, "caBundle");
        }

        var trimmed = token.Trim();
        return new KubernetesClientConfiguration
        {
            Host = KubeConfigResolver.CheckHost(endpoint, "apiEndpoint"),
            AccessToken = trimmed.Length == 0 ? null : KubeConfigResolver.CheckHeader(trimmed, "token"),
            CertificateAuthorityData = ca,
            SkipTlsVerify = insecure,
            Proxy = KubeConfigResolver.CheckProxy(proxy, "proxyURL"),
            TlsServerName = string.IsNullOrEmpty(tlsServerName) ? null : tlsServerName,
        };
    }

    internal static KubernetesClientConfiguration InClusterConfig(string rootDir, Func<string, string?> environment)
    {
        var host = environment("KUBERNETES_SERVICE_HOST");
        var port = environment("KUBERNETES_SERVICE_PORT");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            throw new KubeConfigException("KUBERNETES_SERVICE_HOST", "not set, so this is not a pod");
        }

        var authority = IPAddress.TryParse(host, out var ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"[{ip}]"
            : host;
        var token = Path.Combine(rootDir, "token");
        if (!File.Exists(token))
        {
            throw new KubeConfigException("service account", $"{token} does not exist");
        }

        var ca = Path.Combine(rootDir, "ca.crt");
        var ns = Path.Combine(rootDir, "namespace");
        return new KubernetesClientConfiguration
        {
            Host = new Uri($"https://{authority}:{port}"),
            TokenFile = token,
            CertificateAuthorityFile = File.Exists(ca) ? ca : null,
            Namespace = File.Exists(ns) && File.ReadAllText(ns).Trim() is { Length: > 0 } name ? name : null,
        };
    }

    internal static KubernetesClientConfiguration BuildConfigFromConfigFile(string? path, string? context, Func<string, string?> environment)
    {
        var list = path ?? environment("KUBECONFIG");
        if (string.IsNullOrEmpty(list))
        {
            list = Path.Combine(environment("HOME") ?? environment("USERPROFILE") ?? "", ".kube", "config");
        }

        var files = list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray();
        var present = files.Length == 1 ? files : [.. files.Where(File.Exists)];
        if (present.Length == 0)
        {
            throw new KubeConfigException("kubeconfig", $"none of {string.Join(", ", files)} exists");
        }

        return KubeConfigResolver.Resolve(KubeConfigFile.Merge(present.Select(KubeConfigFile.Load)), context, trusted: true);
    }

    internal static KubernetesClientConfiguration BuildDefaultConfig(string rootDir, Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("KUBECONFIG")) && !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_HOST"))
            ? InClusterConfig(rootDir, environment)
            : BuildConfigFromConfigFile(null, null, environment);
}
