using System.Text;
using Loadline.Crds;
using Loadline.Kubernetes.Client;
using Loadline.Operator.Sensing.Prometheus;
using Loadline.Simulator;

namespace Loadline.Operator.Tests.Sensing;

public sealed class PrometheusConnectionTests
{
    private static readonly SecretReference Reference = new() { Namespace = "a", Name = "b" };

    [Fact]
    public void A_member_without_Prometheus_has_no_connection() => Assert.Null(PrometheusConnection.From(null, null));

    [Fact]
    public void A_plain_url_needs_nothing_else()
    {
        var connection = PrometheusConnection.From(new() { Url = "http://10.0.0.1:9090" }, null)!;
        Assert.Equal(new("http://10.0.0.1:9090"), connection.Configuration!.Host);
        Assert.Null(connection.Configuration.AccessToken);
    }

    [Fact]
    public void The_token_comes_from_the_Secret() =>
        Assert.Equal("t0ken", PrometheusConnection.From(new() { Url = "https://p", SecretRef = Reference }, QuerySamplerTests.Secret("t0ken\n"))!.Configuration!.AccessToken);

    [Fact]
    public async Task The_authority_is_PEM_or_the_base64_of_it()
    {
        await using var any = await SimulatedCluster.StartAsync(new() { Name = "any" }, CancellationToken.None);
        foreach (var bundle in (string[])[any.CaBundlePem, Convert.ToBase64String(Encoding.ASCII.GetBytes(any.CaBundlePem))])
            Assert.NotNull(PrometheusConnection.From(new() { Url = "https://p", CaBundle = bundle }, null)!.Configuration!.CertificateAuthorityData);
    }

    [Theory]
    [InlineData("not an address", null, false, "not an address")]
    [InlineData("https://p", "!!", false, "")]
    [InlineData("https://p", null, true, "does not exist")]
    public void What_cannot_be_used_names_the_field_and_the_fix(string url, string? ca, bool secret, string words)
    {
        var connection = PrometheusConnection.From(new() { Url = url, CaBundle = ca, SecretRef = secret ? Reference : null }, null)!;
        Assert.Null(connection.Configuration);
        Assert.Equal(SignalReasons.PrometheusInvalid, connection.Problem!.Reason);
        Assert.Contains("spec.prometheus", connection.Problem.Message, StringComparison.Ordinal);
        Assert.Contains(words, connection.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Secret_without_token_says_which_key_is_missing()
    {
        var empty = KubeObject.Parse("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"b","namespace":"a"}}""");
        Assert.Contains("no key token", PrometheusConnection.From(new() { Url = "https://p", SecretRef = Reference }, empty)!.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_is_not_sent_in_clear() =>
        Assert.Contains("https", PrometheusConnection.From(new() { Url = "http://p", SecretRef = Reference }, QuerySamplerTests.Secret("t"))!.Problem!.Message, StringComparison.Ordinal);
}
