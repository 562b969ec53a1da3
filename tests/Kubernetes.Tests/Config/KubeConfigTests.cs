using System.Text;
using Loadline.Kubernetes.Config;

namespace Loadline.Kubernetes.Tests.Config;

public sealed class KubeConfigTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificates _certificates = new();

    public void Dispose()
    {
        _directory.Dispose();
        _certificates.Dispose();
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);

    private static string Kubeconfig(string cluster = "server: https://hub:6443", string user = "token: t0p", string context = "") => $$"""
        apiVersion: v1
        kind: Config
        current-context: main
        clusters:
        - name: hub
          cluster:
            {{cluster}}
        users:
        - name: admin
          user:
            {{user}}
        contexts:
        - name: main
          context:
            cluster: hub
            user: admin
            {{context}}
        """;

    private KubernetesClientConfiguration Load(string text) =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(_directory.Write("config", text));

    private static KubernetesClientConfiguration Member(string text) =>
        KubernetesClientConfiguration.FromMemberKubeconfig(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Every_cluster_field_arrives()
    {
        var c = Load(Kubeconfig(
            $"{{server: 'https://hub:6443/k8s/c-1', tls-server-name: api, proxy-url: 'socks5://p:1080', disable-compression: true, certificate-authority-data: {Base64(_certificates.CaPem)}}}",
            context: "namespace: prod"));
        Assert.Equal("https://hub:6443/k8s/c-1", c.Host.AbsoluteUri);
        Assert.Equal("api", c.TlsServerName);
        Assert.Equal("socks5://p:1080/", c.Proxy!.AbsoluteUri);
        Assert.True(c.DisableCompression);
        Assert.Equal(_certificates.CaPem, c.CertificateAuthorityData);
        Assert.False(c.SkipTlsVerify);
        Assert.Equal("prod", c.Namespace);
        Assert.Equal("main", c.CurrentContext);
    }

    [Fact]
    public void Every_user_field_arrives()
    {
        using var client = _certificates.Client("ann");
        var c = Load(Kubeconfig(user:
            $"{{token: ' abc ', as: bob, as-uid: u1, as-groups: [g1, g2], as-user-extra: {{scope: [a, b]}}, client-certificate-data: {Base64(TestCertificates.Pem(client))}, client-key-data: {Base64(TestCertificates.KeyPem(client))}}}"));
        Assert.Equal("abc", c.AccessToken);
        Assert.Equal(TestCertificates.Pem(client), c.ClientCertificateData);
        Assert.Equal(TestCertificates.KeyPem(client), c.ClientKeyData);
        Assert.Equal(("bob", "u1"), (c.Impersonate!.UserName, c.Impersonate.Uid));
        Assert.Equal(["g1", "g2"], c.Impersonate.Groups);
        Assert.Equal(["a", "b"], c.Impersonate.Extra["scope"]);
    }

    [Fact]
    public void Paths_are_relative_to_their_file_and_data_wins_over_a_path()
    {
        var c = Load(Kubeconfig(
            "{server: 'https://hub', certificate-authority: pki/ca.crt}",
            "{client-certificate: c.crt, client-key: c.key, tokenFile: sub/token}"));
        Assert.Equal(Path.Combine(_directory.Path, "pki/ca.crt"), c.CertificateAuthorityFile);
        Assert.Equal(Path.Combine(_directory.Path, "c.crt"), c.ClientCertificateFile);
        Assert.Equal(Path.Combine(_directory.Path, "c.key"), c.ClientKeyFile);
        Assert.Equal(Path.Combine(_directory.Path, "sub/token"), c.TokenFile);

        var both = Load(Kubeconfig($"{{server: 'https://hub', certificate-authority: ca.crt, certificate-authority-data: {Base64(_certificates.CaPem)}}}"));
        Assert.Null(both.CertificateAuthorityFile);
    }

    [Fact]
    public void In_a_list_of_files_the_first_value_wins_and_missing_files_are_skipped()
    {
        var a = _directory.Write("a", """
            current-context: one
            contexts: [{name: one, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: https://first}}]
            """);
        var b = _directory.Write("b", """
            current-context: two
            contexts: [{name: two, context: {cluster: d, user: u}}]
            clusters: [{name: c, cluster: {server: https://second}}, {name: d, cluster: {server: https://other}}]
            users: [{name: u, user: {token: x}}]
            """);
        var list = string.Join(Path.PathSeparator, a, Path.Combine(_directory.Path, "missing"), b);
        var one = KubernetesClientConfiguration.BuildConfigFromConfigFile(null, null, n => n == "KUBECONFIG" ? list : null);
        var two = KubernetesClientConfiguration.BuildConfigFromConfigFile(list, "two");
        Assert.Equal(("https://first/", "x"), (one.Host.AbsoluteUri, one.AccessToken));
        Assert.Equal(("https://other/", "x"), (two.Host.AbsoluteUri, two.AccessToken));
    }

    [Fact]
    public void Any_other_credential_disables_exec()
    {
        const string exec = "exec: {command: aws, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}";
        Assert.NotNull(Load(Kubeconfig(user: $"{{{exec}}}")).Exec);
        Assert.Null(Load(Kubeconfig(user: $"{{token: x, {exec}}}")).Exec);
        Assert.Null(Load(Kubeconfig(user: $"{{username: x, password: y, {exec}}}")).Exec);
    }

    [Fact]
    public void Exec_is_read_completely()
    {
        var c = Load(Kubeconfig(
            "{server: 'https://hub', extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]}",
            "{exec: {command: ./bin/login, args: [a, b], env: [{name: K, value: v}], apiVersion: client.authentication.k8s.io/v1beta1, installHint: get it, provideClusterInfo: true}}"));
        Assert.Equal(Path.Combine(_directory.Path, "bin/login"), c.Exec!.Command);
        Assert.Equal(["a", "b"], c.Exec.Args);
        Assert.Equal(KeyValuePair.Create("K", "v"), Assert.Single(c.Exec.Env));
        Assert.True(c.Exec.ProvideClusterInfo);
        Assert.Equal("get it", c.Exec.InstallHint);
        Assert.Equal("x", c.Exec.ClusterConfig!.Value.GetProperty("audience").GetString());
    }

    [Theory]
    [InlineData("{}", "token: x", "clusters[hub].server: not set")]
    [InlineData("server: ftp://x", "token: x", "clusters[hub].server")]
    [InlineData("server: https://u:p@x", "token: x", "clusters[hub].server")]
    [InlineData("{server: 'https://x', certificate-authority-data: '%%'}", "token: x", "clusters[hub].certificate-authority-data: not base64")]
    [InlineData("{server: 'https://x', certificate-authority-data: 'aGVsbG8='}", "token: x", "clusters[hub].certificate-authority-data: holds no PEM certificate")]
    [InlineData("{server: 'https://x', certificate-authority: f, insecure-skip-tls-verify: true}", "token: x", "clusters[hub].insecure-skip-tls-verify")]
    [InlineData("{server: 'https://x', proxy-url: 'ftp://p'}", "token: x", "clusters[hub].proxy-url")]
    [InlineData("server: https://x", "{auth-provider: {name: gcp}}", "users[admin].auth-provider: \"gcp\"")]
    [InlineData("server: https://x", "{as-groups: [a]}", "users[admin].as: not set")]
    [InlineData("server: https://x", "{token: x, username: y}", "users[admin]: has both")]
    [InlineData("server: https://x", "{client-key: k}", "users[admin]: a client certificate and its key")]
    [InlineData("server: https://x", "token: \"a\\nb\"", "users[admin].token: holds a character")]
    [InlineData("server: https://x", "{exec: {command: a, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}}", "users[admin].exec.interactiveMode")]
    [InlineData("server: https://x", "{exec: {command: a, apiVersion: client.authentication.k8s.io/v1}}", "users[admin].exec.interactiveMode")]
    [InlineData("server: https://x", "{exec: {command: a, apiVersion: client.authentication.k8s.io/v1alpha1}}", "users[admin].exec.apiVersion")]
    [InlineData("server: https://x", "{exec: {apiVersion: client.authentication.k8s.io/v1}}", "users[admin].exec.command")]
    [InlineData("server: [1]", "token: x", "$.clusters[0].cluster.server has the wrong type")]
    public void A_mistake_is_named_by_its_field(string cluster, string user, string message) =>
        Assert.Contains(message, Assert.Throws<KubeConfigException>(() => Load(Kubeconfig(cluster, user))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{exec: {command: sh, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}", "users[admin].exec")]
    [InlineData("{token: x, exec: {command: sh, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}", "users[admin].exec")]
    [InlineData("{tokenFile: /etc/passwd}", "users[admin].tokenFile")]
    [InlineData("{client-certificate: /a, client-key-data: eA==}", "users[admin].client-certificate")]
    [InlineData("{client-certificate-data: eA==, client-key: /b}", "users[admin].client-key")]
    [InlineData("{auth-provider: {name: oidc}}", "users[admin].auth-provider")]
    public void A_member_kubeconfig_may_not_run_programs_or_read_files(string user, string field) =>
        Assert.Equal(field, Assert.Throws<KubeConfigException>(() => Member(Kubeconfig(user: user))).Field);

    [Fact]
    public void A_member_kubeconfig_may_not_name_a_CA_file() => Assert.Equal(
        "clusters[hub].certificate-authority",
        Assert.Throws<KubeConfigException>(() => Member(Kubeconfig("{server: 'https://x', certificate-authority: /ca}"))).Field);

    [Fact]
    public void A_member_kubeconfig_with_inline_credentials_works_and_needs_no_current_context_for_one_context()
    {
        var c = Member(Kubeconfig().Replace("current-context: main", "", StringComparison.Ordinal));
        Assert.Equal(("https://hub:6443/", "t0p"), (c.Host.AbsoluteUri, c.AccessToken));
    }

    [Theory]
    [InlineData("clusters: [")]
    [InlineData("")]
    [InlineData("- a")]
    [InlineData("clusters: [null]\ncontexts: [null]\nusers: [null]\ncurrent-context: x")]
    [InlineData("a: 1\n---\nb: 1")]
    [InlineData("\0\u0001")]
    public void Rubbish_is_one_clear_error(string text) => Assert.DoesNotContain('\n', Assert.Throws<KubeConfigException>(() => Member(text)).Message);

    [Fact]
    public void No_secret_shows_in_text_or_errors()
    {
        var c = Load(Kubeconfig("{server: 'https://hub', proxy-url: 'http://pu:s3cret@proxy:1'}", "{username: x, password: s3cret}"));
        Assert.DoesNotContain("s3cret", c.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", KubernetesClientConfiguration.ForMember(new Uri("https://m"), "s3cret", default).ToString(), StringComparison.Ordinal);
        var e = Assert.Throws<KubeConfigException>(() => Load(Kubeconfig(user: "{token: [s3cret]}")));
        Assert.DoesNotContain("s3cret", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", AccessToken.Bearer("s3cret").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_given_by_fields_is_checked_by_field()
    {
        static KubeConfigException Fails(string endpoint, string token, byte[] ca) => Assert.Throws<KubeConfigException>(
            () => KubernetesClientConfiguration.ForMember(new Uri(endpoint), token, ca));

        Assert.Equal("apiEndpoint", Fails("ftp://x", "t", []).Field);
        Assert.Equal("token", Fails("https://x", "a\u0001", []).Field);
        Assert.Equal("caBundle", Fails("https://x", "t", [1, 2]).Field);
        var ok = KubernetesClientConfiguration.ForMember(new Uri("https://x"), "t\n", _certificates.CaPem, tlsServerName: "");
        Assert.Equal(("t", null), (ok.AccessToken, ok.TlsServerName));
    }

    [Fact]
    public void In_a_pod_the_service_account_is_used()
    {
        _directory.Write("token", "abc");
        _directory.Write("ca.crt", "pem");
        _directory.Write("namespace", "loadline-system\n");
        var c = KubernetesClientConfiguration.BuildDefaultConfig(_directory.Path, n => n switch
        {
            "KUBERNETES_SERVICE_HOST" => "fd00::1",
            "KUBERNETES_SERVICE_PORT" => "443",
            _ => null,
        });
        Assert.Equal("https://[fd00::1]/", c.Host.AbsoluteUri);
        Assert.Equal("loadline-system", c.Namespace);
        Assert.Equal(Path.Combine(_directory.Path, "token"), c.TokenFile);
        Assert.Equal(Path.Combine(_directory.Path, "ca.crt"), c.CertificateAuthorityFile);
    }

    [Fact]
    public void Outside_a_pod_the_in_cluster_configuration_says_so() => Assert.Contains(
        "KUBERNETES_SERVICE_HOST",
        Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.InClusterConfig(_directory.Path, _ => null)).Message,
        StringComparison.Ordinal);
}
