using System.Text.Json;
using System.Text.Json.Serialization;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Kubernetes.Config;

/// <summary>A kubeconfig as it is written; unknown fields are ignored as kubectl does.</summary>
internal sealed record KubeConfigFile
{
    [JsonPropertyName("current-context")]
    public string? CurrentContext { get; init; }

    [JsonPropertyName("clusters")]
    public IReadOnlyList<NamedCluster>? Clusters { get; init; }

    [JsonPropertyName("users")]
    public IReadOnlyList<NamedUser>? Users { get; init; }

    [JsonPropertyName("contexts")]
    public IReadOnlyList<NamedContext>? Contexts { get; init; }

    /// <summary>Reads a file and makes the paths in it absolute.</summary>
    public static KubeConfigFile Load(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException("kubeconfig", e.Message, e);
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        return Parse(bytes, path).WithPathsFrom(directory);
    }

    public static KubeConfigFile Parse(ReadOnlySpan<byte> text, string source)
    {
        try
        {
            var file = JsonSerializer.Deserialize(YamlToJson.Convert(text), KubeConfigJsonContext.Default.KubeConfigFile)
                ?? throw new KubeConfigException(source, "the document is empty");
            return file with
            {
                Clusters = WithoutNulls(file.Clusters),
                Users = WithoutNulls(file.Users),
                Contexts = WithoutNulls(file.Contexts),
            };
        }
        catch (YamlFormatException e)
        {
            throw new KubeConfigException(source, e.Message, e);
        }
        catch (JsonException e)
        {
            // The parser's own message can quote the value, which may be a token.
            throw new KubeConfigException(source, $"the value at {e.Path} has the wrong type", e.InnerException);
        }
    }

    /// <summary>kubectl's rule: whoever sets a value or names an entry first wins.</summary>
    public static KubeConfigFile Merge(IEnumerable<KubeConfigFile> files) => files.Aggregate(static (first, next) => new KubeConfigFile
    {
        CurrentContext = string.IsNullOrEmpty(first.CurrentContext) ? next.CurrentContext : first.CurrentContext,
        Clusters = [.. (first.Clusters ?? []).Concat(next.Clusters ?? []).DistinctBy(static c => c.Name)],
        Users = [.. (first.Users ?? []).Concat(next.Users ?? []).DistinctBy(static u => u.Name)],
        Contexts = [.. (first.Contexts ?? []).Concat(next.Contexts ?? []).DistinctBy(static c => c.Name)],
    });

    private static T[]? WithoutNulls<T>(IReadOnlyList<T>? list) => list?.Where(static item => item is not null).ToArray();

    private KubeConfigFile WithPathsFrom(string directory)
    {
        string? Absolute(string? path) => string.IsNullOrEmpty(path) ? null : Path.GetFullPath(path, directory);

        return this with
        {
            Clusters = Clusters?.Select(c => c.Cluster is null ? c : c with
            {
                Cluster = c.Cluster with { CertificateAuthority = Absolute(c.Cluster.CertificateAuthority) },
            }).ToArray(),
            Users = Users?.Select(u => u.User is null ? u : u with
            {
                User = u.User with
                {
                    ClientCertificate = Absolute(u.User.ClientCertificate),
                    ClientKey = Absolute(u.User.ClientKey),
                    TokenFile = Absolute(u.User.TokenFile),
                    Exec = u.User.Exec is { Command: { } command } exec && command.AsSpan().ContainsAny('/', '\\')
                        ? exec with { Command = Absolute(command) }
                        : u.User.Exec,
                },
            }).ToArray(),
        };
    }
}

internal sealed record NamedCluster([property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("cluster")] ClusterEntry? Cluster);

internal sealed record NamedUser([property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("user")] UserEntry? User);

internal sealed record NamedContext([property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("context")] ContextEntry? Context);

internal sealed record ClusterEntry
{
    [JsonPropertyName("server")]
    public string? Server { get; init; }

    [JsonPropertyName("tls-server-name")]
    public string? TlsServerName { get; init; }

    [JsonPropertyName("insecure-skip-tls-verify")]
    public bool InsecureSkipTlsVerify { get; init; }

    [JsonPropertyName("certificate-authority")]
    public string? CertificateAuthority { get; init; }

    [JsonPropertyName("certificate-authority-data")]
    public string? CertificateAuthorityData { get; init; }

    [JsonPropertyName("proxy-url")]
    public string? ProxyUrl { get; init; }

    [JsonPropertyName("disable-compression")]
    public bool DisableCompression { get; init; }

    [JsonPropertyName("extensions")]
    public IReadOnlyList<NamedExtension>? Extensions { get; init; }
}

internal sealed record NamedExtension([property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("extension")] JsonElement? Extension);

internal sealed record ContextEntry
{
    [JsonPropertyName("cluster")]
    public string? Cluster { get; init; }

    [JsonPropertyName("user")]
    public string? User { get; init; }

    [JsonPropertyName("namespace")]
    public string? Namespace { get; init; }
}

internal sealed record UserEntry
{
    [JsonPropertyName("client-certificate")]
    public string? ClientCertificate { get; init; }

    [JsonPropertyName("client-certificate-data")]
    public string? ClientCertificateData { get; init; }

    [JsonPropertyName("client-key")]
    public string? ClientKey { get; init; }

    [JsonPropertyName("client-key-data")]
    public string? ClientKeyData { get; init; }

    [JsonPropertyName("token")]
    public string? Token { get; init; }

    [JsonPropertyName("tokenFile")]
    public string? TokenFile { get; init; }

    [JsonPropertyName("username")]
    public string? Username { get; init; }

    [JsonPropertyName("password")]
    public string? Password { get; init; }

    [JsonPropertyName("as")]
    public string? As { get; init; }

    [JsonPropertyName("as-uid")]
    public string? AsUid { get; init; }

    [JsonPropertyName("as-groups")]
    public IReadOnlyList<string>? AsGroups { get; init; }

    [JsonPropertyName("as-user-extra")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? AsUserExtra { get; init; }

    [JsonPropertyName("auth-provider")]
    public AuthProviderEntry? AuthProvider { get; init; }

    [JsonPropertyName("exec")]
    public ExecEntry? Exec { get; init; }
}

internal sealed record AuthProviderEntry([property: JsonPropertyName("name")] string? Name);

internal sealed record ExecEntry
{
    [JsonPropertyName("command")]
    public string? Command { get; init; }

    [JsonPropertyName("args")]
    public IReadOnlyList<string>? Args { get; init; }

    [JsonPropertyName("env")]
    public IReadOnlyList<ExecVariable>? Env { get; init; }

    [JsonPropertyName("apiVersion")]
    public string? ApiVersion { get; init; }

    [JsonPropertyName("installHint")]
    public string? InstallHint { get; init; }

    [JsonPropertyName("provideClusterInfo")]
    public bool ProvideClusterInfo { get; init; }

    [JsonPropertyName("interactiveMode")]
    public string? InteractiveMode { get; init; }
}

internal sealed record ExecVariable([property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("value")] string? Value);

[JsonSerializable(typeof(KubeConfigFile))]
[JsonSerializable(typeof(ExecCredentialRequest))]
[JsonSerializable(typeof(ExecCredentialReply))]
internal sealed partial class KubeConfigJsonContext : JsonSerializerContext;
