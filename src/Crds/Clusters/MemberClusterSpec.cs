using System.Text.Json.Serialization;
using Loadline.Kubernetes.Entities;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds;

/// <summary>How a member is reached, where it is, and what it repels.</summary>
[ValidationRule("!(has(self.zone) && self.zone != '' && has(self.zones) && self.zones.size() > 0)", "zone and zones cannot be used together; use zones")]
public sealed record MemberClusterSpec
{
    /// <summary>Identity of the cluster: the uid of its kube-system namespace. Writes stop when the cluster behind the endpoint has another.</summary>
    [Length(max: 1024)]
    public string? Id { get; init; }

    /// <summary>Push: the hub writes to the member's API server. Pull: an agent in the member fetches; not acted on yet.</summary>
    [EnumValues("Push", "Pull")]
    [DefaultValue("Push")]
    public string? SyncMode { get; init; }

    /// <summary>URL of the API server, with a host and without user, query and fragment. May be left out when the Secret holds a kubeconfig.</summary>
    [Length(max: 2048)]
    [Pattern(@"^https?://[^/@?#]+(/[^?#]*)?$")]
    public string? ApiEndpoint { get; init; }

    /// <summary>The Secret with the credentials: token and caBundle, or kubeconfig.</summary>
    public SecretReference? SecretRef { get; init; }

    /// <summary>The Secret with a token that may impersonate users. Accepted for compatibility; not acted on.</summary>
    public SecretReference? ImpersonatorSecretRef { get; init; }

    /// <summary>Do not verify the API server's certificate. For tests only.</summary>
    [JsonPropertyName("insecureSkipTLSVerification")]
    public bool? InsecureSkipTlsVerification { get; init; }

    /// <summary>Proxy on the way to the member: http, https or socks5.</summary>
    [JsonPropertyName("proxyURL")]
    [Length(max: 2048)]
    [Pattern("^(https?|socks5)://.+")]
    public string? ProxyUrl { get; init; }

    /// <summary>Headers for the proxy's CONNECT request.</summary>
    [PropertyLimits(max: 64)]
    [ItemLength(max: 8192)]
    public IReadOnlyDictionary<string, string>? ProxyHeader { get; init; }

    /// <summary>Who runs the cluster, for example a cloud's name.</summary>
    [Length(max: Limits.DnsLabel)]
    public string? Provider { get; init; }

    /// <summary>Region.</summary>
    [Length(max: Limits.DnsLabel)]
    public string? Region { get; init; }

    /// <summary>Older form of zones, for one zone.</summary>
    [Length(max: Limits.DnsLabel)]
    public string? Zone { get; init; }

    /// <summary>Zones that the cluster has nodes in.</summary>
    [Items(max: 64)]
    [ItemLength(max: Limits.DnsLabel)]
    public IReadOnlyList<string>? Zones { get; init; }

    /// <summary>Jurisdiction that data in the cluster is under, for example EU; see dataResidency of policies.</summary>
    [Length(max: Limits.DnsLabel)]
    public string? Jurisdiction { get; init; }

    /// <summary>Repels templates whose placement does not tolerate it.</summary>
    [Items(max: 64)]
    [XListType(XListType.Map)]
    [XListMapKeys("key", "effect")]
    public IReadOnlyList<V1Taint>? Taints { get; init; }

    /// <summary>Sizes of nodes in grades, from which the room for large replicas is estimated.</summary>
    [Items(max: 64)]
    [ValidationRule("self.all(a, self.exists_one(b, b.grade == a.grade))", "grade must be unique")]
    public IReadOnlyList<ResourceModel>? ResourceModels { get; init; }

    /// <summary>How the round trip to the member is measured.</summary>
    public ProbeSpec? Probe { get; init; }

    /// <summary>A Prometheus that knows the member's load.</summary>
    public PrometheusSpec? Prometheus { get; init; }
}
