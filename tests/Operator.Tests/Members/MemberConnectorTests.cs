using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Members;

namespace Loadline.Operator.Tests.Members;

public sealed class MemberConnectorTests
{
    private static readonly string Ca = Certificate();

    private static readonly V1Alpha1MemberCluster Cluster = new()
    {
        Metadata = new() { Name = "eu-1" },
        Spec = new() { ApiEndpoint = "https://eu-1.example:6443", SecretRef = new() { Namespace = "loadline", Name = "eu-1" } },
    };

    [Fact]
    public void Endpoint_token_and_ca_make_a_connection()
    {
        var (connection, problem) = Connect(Cluster, Secret(("token", "abc\n"), ("caBundle", Ca)));
        Assert.Null(problem);
        Assert.Equal(new("https://eu-1.example:6443"), connection!.Configuration.Host);
        Assert.Equal("abc", connection.Configuration.AccessToken);
        Assert.NotNull(connection.Configuration.CertificateAuthorityData);
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)), (connection.Schedule.Interval, connection.Schedule.Timeout));
    }

    [Fact]
    public void The_ca_may_be_under_the_name_that_service_account_secrets_use() =>
        Assert.NotNull(Connect(Cluster, Secret(("token", "abc"), ("ca.crt", Ca))).Connection!.Configuration.CertificateAuthorityData);

    [Fact]
    public void A_missing_secret_is_named() => Refused(ClusterReasons.SecretMissing, "Secret loadline/eu-1 does not exist", Connect(Cluster, null));

    [Fact]
    public void A_missing_reference_is_named() =>
        Refused(ClusterReasons.SecretMissing, "MemberCluster eu-1: spec.secretRef", Connect(Cluster with { Spec = Cluster.Spec! with { SecretRef = null } }, null));

    [Fact]
    public void A_secret_without_a_token_is_named_with_the_key() =>
        Refused(ClusterReasons.SecretInvalid, "Secret loadline/eu-1: key token", Connect(Cluster, Secret(("caBundle", Ca))));

    [Theory]
    [InlineData("eu-1.example:6443")]
    [InlineData("ftp://eu-1.example")]
    [InlineData("https://user@eu-1.example")]
    [InlineData("https://eu-1.example?x=1")]
    public void An_endpoint_that_is_none_is_named(string endpoint) => Refused(
        ClusterReasons.EndpointInvalid, "MemberCluster eu-1: spec.apiEndpoint",
        Connect(Cluster with { Spec = Cluster.Spec! with { ApiEndpoint = endpoint } }, Secret(("token", "abc"))));

    [Fact]
    public void A_broken_ca_is_named_with_the_key() =>
        Refused(ClusterReasons.CaInvalid, "Secret loadline/eu-1: key caBundle", Connect(Cluster, Secret(("token", "abc"), ("caBundle", "not a certificate"))));

    [Fact]
    public void A_kubeconfig_makes_a_connection_and_the_endpoint_of_the_spec_wins()
    {
        var kubeconfig = Secret(("kubeconfig", Kubeconfig("token: t")));
        Assert.Equal(new("https://eu-1.example:6443"), Connect(Cluster, kubeconfig).Connection!.Configuration.Host);
        Assert.Equal(new("https://from-kubeconfig:6443"), Connect(Cluster with { Spec = Cluster.Spec! with { ApiEndpoint = null } }, kubeconfig).Connection!.Configuration.Host);
    }

    [Theory]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, interactiveMode: Never}")]
    [InlineData("auth-provider: {name: gcp}")]
    [InlineData("tokenFile: /etc/passwd")]
    [InlineData("client-certificate: /etc/c.pem")]
    public void A_kubeconfig_that_would_run_or_read_something_is_refused(string user) =>
        Refused(ClusterReasons.KubeconfigRefused, "Secret loadline/eu-1: key kubeconfig: users[u]", Connect(Cluster, Secret(("kubeconfig", Kubeconfig(user)))));

    [Fact]
    public void Invalid_yaml_is_named_with_its_line()
    {
        var result = Connect(Cluster, Secret(("kubeconfig", "clusters:\n- name: c\n  cluster: {server: [}\n")));
        Refused(ClusterReasons.SecretInvalid, "Secret loadline/eu-1: key kubeconfig", result);
        Assert.Contains("line 3", result.Problem!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void No_message_shows_a_token() =>
        Assert.DoesNotContain("s3cr3t", Connect(Cluster, Secret(("token", "s3cr3t\u0001"), ("caBundle", "x"))).Problem!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1ms", "1s")]
    [InlineData("2s", "0s")]
    [InlineData("soon", "1s")]
    public void A_probe_schedule_that_makes_no_sense_is_named(string interval, string timeout) => Refused(
        ClusterReasons.InvalidSpec, "MemberCluster eu-1: spec.probe",
        Connect(Cluster with { Spec = Cluster.Spec! with { Probe = new() { Interval = interval, Timeout = timeout } } }, Secret(("token", "abc"))));

    [Fact]
    public void Pull_mode_is_refused_by_name() =>
        Refused(ClusterReasons.PullNotSupported, "MemberCluster eu-1", Connect(Cluster with { Spec = Cluster.Spec! with { SyncMode = "Pull" } }, Secret(("token", "abc"))));

    [Fact]
    public void Only_what_needs_a_new_connection_changes_the_fingerprint()
    {
        var secret = Secret(("token", "abc"), ("caBundle", Ca));
        var print = Print(Cluster, secret);
        Assert.Equal(print, Print(Cluster with { Spec = Cluster.Spec! with { Region = "eu" } }, secret));
        Assert.Equal(print, Print(Cluster, Secret(("token", "abc"), ("caBundle", Ca), ("note", "x"))));
        Assert.NotEqual(print, Print(Cluster, Secret(("token", "abd"), ("caBundle", Ca))));
        Assert.NotEqual(print, Print(Cluster, Secret(("token", "abc"))));
        Assert.NotEqual(print, Print(Cluster with { Spec = Cluster.Spec! with { ApiEndpoint = "https://eu-2.example:6443" } }, secret));
        Assert.NotEqual(print, Print(Cluster with { Spec = Cluster.Spec! with { InsecureSkipTlsVerification = true } }, secret));
        Assert.NotEqual(print, Print(Cluster with { Spec = Cluster.Spec! with { Probe = new() { Interval = "3s" } } }, secret));
    }

    [Fact]
    public void A_secret_in_a_namespace_that_is_not_read_is_said_to_be_in_the_wrong_place() =>
        Refused(ClusterReasons.SecretMissing, "Secret loadline/eu-1 is not read: Secrets of members belong into namespace loadline-system",
            MemberConnector.Connect(Cluster, null, new(), secretsIn: "loadline-system"));

    private static string Print(V1Alpha1MemberCluster cluster, KubeObject secret) => Connect(cluster, secret).Connection!.Fingerprint;

    private static (MemberConnection? Connection, ConnectionProblem? Problem) Connect(V1Alpha1MemberCluster cluster, KubeObject? secret) =>
        MemberConnector.Connect(cluster, secret, new());

    private static void Refused(string reason, string start, (MemberConnection? Connection, ConnectionProblem? Problem) result)
    {
        Assert.Null(result.Connection);
        Assert.Equal(reason, result.Problem!.Reason);
        Assert.Contains(start, result.Problem.Message, StringComparison.Ordinal);
    }

    private static string Kubeconfig(string user) => $$"""
        apiVersion: v1
        kind: Config
        current-context: x
        clusters: [{name: c, cluster: {server: "https://from-kubeconfig:6443"} }]
        contexts: [{name: x, context: {cluster: c, user: u} }]
        users:
        - name: u
          user:
            {{user}}
        """;

    private static KubeObject Secret(params (string Key, string Value)[] data) => KubeObject.Parse(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = "eu-1", ["namespace"] = "loadline" },
        ["data"] = new JsonObject(data.Select(static d => KeyValuePair.Create<string, JsonNode?>(d.Key, Convert.ToBase64String(Encoding.UTF8.GetBytes(d.Value))))),
    }.ToJsonString());

    private static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }
}
