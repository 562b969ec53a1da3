using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loadline.Kubernetes.Config;

/// <summary>What the program finds in KUBERNETES_EXEC_INFO.</summary>
internal sealed record ExecCredentialRequest(
    [property: JsonPropertyName("apiVersion")] string ApiVersion,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("spec")] ExecCredentialSpec Spec);

internal sealed record ExecCredentialSpec(
    [property: JsonPropertyName("interactive")] bool Interactive,
    [property: JsonPropertyName("cluster"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ExecCluster? Cluster);

internal sealed record ExecCluster
{
    [JsonPropertyName("server")]
    public required string Server { get; init; }

    [JsonPropertyName("tls-server-name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TlsServerName { get; init; }

    [JsonPropertyName("insecure-skip-tls-verify"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool InsecureSkipTlsVerify { get; init; }

    [JsonPropertyName("certificate-authority-data"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? CertificateAuthorityData { get; init; }

    [JsonPropertyName("proxy-url"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProxyUrl { get; init; }

    [JsonPropertyName("disable-compression"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DisableCompression { get; init; }

    [JsonPropertyName("config"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Config { get; init; }
}

/// <summary>What the program prints.</summary>
internal sealed record ExecCredentialReply(
    [property: JsonPropertyName("apiVersion")] string? ApiVersion,
    [property: JsonPropertyName("kind")] string? Kind,
    [property: JsonPropertyName("status")] ExecCredentialStatus? Status);

internal sealed record ExecCredentialStatus(
    [property: JsonPropertyName("expirationTimestamp")] DateTimeOffset? ExpirationTimestamp,
    [property: JsonPropertyName("token")] string? Token,
    [property: JsonPropertyName("clientCertificateData")] string? ClientCertificateData,
    [property: JsonPropertyName("clientKeyData")] string? ClientKeyData);
