namespace Loadline.Kubernetes.Config;

/// <summary>Takes one context of a kubeconfig and checks every field that it uses.</summary>
internal static class KubeConfigResolver
{
    private const string ExecExtension = "client.authentication.k8s.io/exec";

    public static KubernetesClientConfiguration Resolve(KubeConfigFile file, string? contextName, bool trusted)
    {
        var name = ContextName(file, contextName);
        var context = file.Contexts?.FirstOrDefault(c => c.Name == name)?.Context
            ?? throw new KubeConfigException("current-context", $"there is no context \"{name}\"");
        var cluster = file.Clusters?.FirstOrDefault(c => c.Name == context.Cluster)?.Cluster
            ?? throw new KubeConfigException($"contexts[{name}].cluster", $"there is no cluster \"{context.Cluster}\"");
        UserEntry? user = null;
        if (!string.IsNullOrEmpty(context.User))
        {
            user = file.Users?.FirstOrDefault(u => u.Name == context.User)?.User
                ?? throw new KubeConfigException($"contexts[{name}].user", $"there is no user \"{context.User}\"");
        }

        var configuration = Cluster(cluster, $"clusters[{context.Cluster}]", trusted) with
        {
            CurrentContext = name,
            Namespace = Some(context.Namespace),
        };
        return user is null ? configuration : User(configuration, cluster, user, $"users[{context.User}]", trusted);
    }

    public static Uri CheckHost(Uri host, string field)
    {
        if (!host.IsAbsoluteUri || (host.Scheme != Uri.UriSchemeHttps && host.Scheme != Uri.UriSchemeHttp) || host.Host.Length == 0)
        {
            throw new KubeConfigException(field, $"\"{host.OriginalString}\" is not an http or https address");
        }

        if (host.UserInfo.Length > 0 || host.Query.Length > 0 || host.Fragment.Length > 0)
        {
            throw new KubeConfigException(field, "an API server's address has no user, query or fragment");
        }

        return host;
    }

    public static Uri? CheckProxy(Uri? proxy, string field)
    {
        if (proxy is not null && (!proxy.IsAbsoluteUri || proxy.Scheme is not ("http" or "https" or "socks5" or "socks5h")))
        {
            throw new KubeConfigException(field, "a proxy is an http, https or socks5 address");
        }

        return proxy;
    }

    public static string CheckHeader(string value, string field)
    {
        foreach (var c in value)
        {
            if (c is < ' ' or >= '\x7f')
            {
                throw new KubeConfigException(field, "holds a character that no HTTP header may hold");
            }
        }

        return value;
    }

    private static string ContextName(KubeConfigFile file, string? wanted)
    {
        if (!string.IsNullOrEmpty(wanted))
        {
            return wanted;
        }

        if (!string.IsNullOrEmpty(file.CurrentContext))
        {
            return file.CurrentContext;
        }

        return file.Contexts is [{ Name: { Length: > 0 } only }]
            ? only
            : throw new KubeConfigException("current-context", "not set, and there is not exactly one context");
    }

    private static KubernetesClientConfiguration Cluster(ClusterEntry cluster, string at, bool trusted)
    {
        if (string.IsNullOrEmpty(cluster.Server))
        {
            throw new KubeConfigException($"{at}.server", "not set");
        }

        RefusePath(cluster.CertificateAuthority, $"{at}.certificate-authority", trusted);
        var ca = Bytes(cluster.CertificateAuthorityData, $"{at}.certificate-authority-data");
        var caFile = ca is null ? Some(cluster.CertificateAuthority) : null;
        if (cluster.InsecureSkipTlsVerify && (ca is not null || caFile is not null))
        {
            throw new KubeConfigException($"{at}.insecure-skip-tls-verify", "cannot be set together with a CA");
        }

        if (ca is not null)
        {
            PemMaterial.Roots(ca, $"{at}.certificate-authority-data");
        }

        // client-go lets the scheme be left out; an address without one is never meant to be plain text.
        var server = cluster.Server.Contains("://", StringComparison.Ordinal) ? cluster.Server : "https://" + cluster.Server;
        return new KubernetesClientConfiguration
        {
            Host = CheckHost(Address(server, $"{at}.server"), $"{at}.server"),
            CertificateAuthorityData = ca,
            CertificateAuthorityFile = caFile,
            TlsServerName = Some(cluster.TlsServerName),
            SkipTlsVerify = cluster.InsecureSkipTlsVerify,
            Proxy = string.IsNullOrEmpty(cluster.ProxyUrl)
                ? null
                : CheckProxy(Address(cluster.ProxyUrl, $"{at}.proxy-url"), $"{at}.proxy-url"),
            DisableCompression = cluster.DisableCompression,
        };
    }

    private static KubernetesClientConfiguration User(
        KubernetesClientConfiguration configuration, ClusterEntry cluster, UserEntry user, string at, bool trusted)
    {
        if (user.AuthProvider is not null)
        {
            throw new KubeConfigException(
                $"{at}.auth-provider", $"\"{user.AuthProvider.Name}\" is no longer supported by Kubernetes: use an exec plug-in (or, for a member, a token)");
        }

        if (user.Exec is not null && !trusted)
        {
            throw new KubeConfigException($"{at}.exec", "a kubeconfig from a Secret may not name a program to run: use a token or a client certificate");
        }

        RefusePath(user.TokenFile, $"{at}.tokenFile", trusted);
        RefusePath(user.ClientCertificate, $"{at}.client-certificate", trusted);
        RefusePath(user.ClientKey, $"{at}.client-key", trusted);
        if (!string.IsNullOrEmpty(user.Username) && !(string.IsNullOrEmpty(user.Token) && string.IsNullOrEmpty(user.TokenFile)))
        {
            throw new KubeConfigException(at, "has both a token and a user name; only one of them can be sent");
        }

        var withUser = Certificates(configuration, user, at) with
        {
            AccessToken = Some(user.Token?.Trim()) is { } token ? CheckHeader(token, $"{at}.token") : null,
            TokenFile = Some(user.TokenFile),
            Username = Some(user.Username),
            Password = Some(user.Password),
            Impersonate = Impersonation(user, at),
        };
        var hasCredential = withUser.AccessToken is not null || withUser.TokenFile is not null || withUser.Username is not null
            || withUser.HasClientCertificate;
        return user.Exec is null || hasCredential ? withUser : withUser with { Exec = Exec(user.Exec, cluster, $"{at}.exec") };
    }

    private static KubernetesClientConfiguration Certificates(KubernetesClientConfiguration configuration, UserEntry user, string at)
    {
        var certificate = Bytes(user.ClientCertificateData, $"{at}.client-certificate-data");
        var key = Bytes(user.ClientKeyData, $"{at}.client-key-data");
        var certificateFile = certificate is null ? Some(user.ClientCertificate) : null;
        var keyFile = key is null ? Some(user.ClientKey) : null;
        if ((certificate is null && certificateFile is null) != (key is null && keyFile is null))
        {
            throw new KubeConfigException(at, "a client certificate and its key come together; one of them is missing");
        }

        if (certificate is not null && key is not null)
        {
            PemMaterial.ClientCertificate(certificate, key, $"{at}.client-certificate-data").Dispose();
        }

        return configuration with
        {
            ClientCertificateData = certificate,
            ClientKeyData = key,
            ClientCertificateFile = certificateFile,
            ClientKeyFile = keyFile,
        };
    }

    private static ImpersonationConfig? Impersonation(UserEntry user, string at)
    {
        if (string.IsNullOrEmpty(user.As))
        {
            return string.IsNullOrEmpty(user.AsUid) && user.AsGroups is null or [] && user.AsUserExtra is null or { Count: 0 }
                ? null
                : throw new KubeConfigException($"{at}.as", "not set, but as-uid, as-groups or as-user-extra is");
        }

        CheckHeader(user.As, $"{at}.as");
        CheckHeader(user.AsUid ?? "", $"{at}.as-uid");
        foreach (var group in user.AsGroups ?? [])
        {
            CheckHeader(group, $"{at}.as-groups");
        }

        foreach (var (key, values) in user.AsUserExtra ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            foreach (var value in values ?? [])
            {
                CheckHeader(value, $"{at}.as-user-extra[{key}]");
            }
        }

        return new ImpersonationConfig(
            user.As, Some(user.AsUid), user.AsGroups ?? [], user.AsUserExtra ?? new Dictionary<string, IReadOnlyList<string>>());
    }

    private static ExecCredentialConfig Exec(ExecEntry exec, ClusterEntry cluster, string at)
    {
        if (string.IsNullOrEmpty(exec.Command))
        {
            throw new KubeConfigException($"{at}.command", "not set");
        }

        if (exec.ApiVersion is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw new KubeConfigException($"{at}.apiVersion", $"\"{exec.ApiVersion}\" is not client.authentication.k8s.io/v1 or v1beta1");
        }

        switch (exec.InteractiveMode)
        {
            case "Never" or "IfAvailable":
            case null or "" when exec.ApiVersion == "client.authentication.k8s.io/v1beta1":
                break;
            case "Always":
                throw new KubeConfigException($"{at}.interactiveMode", "\"Always\" needs a terminal, and there is none");
            default:
                throw new KubeConfigException($"{at}.interactiveMode", "must be Never, IfAvailable or Always");
        }

        return new ExecCredentialConfig
        {
            Command = exec.Command,
            Args = exec.Args ?? [],
            Env = [.. (exec.Env ?? []).Where(static v => !string.IsNullOrEmpty(v.Name)).Select(static v => KeyValuePair.Create(v.Name!, v.Value ?? ""))],
            ApiVersion = exec.ApiVersion,
            InstallHint = Some(exec.InstallHint),
            ProvideClusterInfo = exec.ProvideClusterInfo,
            ClusterConfig = cluster.Extensions?.FirstOrDefault(static e => e.Name == ExecExtension)?.Extension,
        };
    }

    private static void RefusePath(string? path, string field, bool trusted)
    {
        if (!trusted && !string.IsNullOrEmpty(path))
        {
            throw new KubeConfigException(field, "a kubeconfig from a Secret may not name a file: put the content itself into it");
        }
    }

    private static Uri Address(string text, string field) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        ? uri
        : throw new KubeConfigException(field, "not an address");

    private static byte[]? Bytes(string? base64, string field)
    {
        if (string.IsNullOrEmpty(base64))
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException e)
        {
            throw new KubeConfigException(field, "not base64", e);
        }
    }

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
