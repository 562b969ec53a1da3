using Loadline.Crds.Validation;
using Loadline.Kubernetes.Models;

namespace Loadline.Crds.Tests;

public sealed class MemberClusterValidationTests
{
    private static readonly MemberClusterSpec Member = new()
    {
        ApiEndpoint = "https://eu-1.example:6443",
        SecretRef = new() { Namespace = "loadline-system", Name = "eu-1" },
    };

    private static string[] Broken(MemberClusterSpec spec, string name = "eu-1") => [.. MemberClusterValidation.Validate(name, spec).Select(e => e.Path)];

    [Fact]
    public void A_name_is_a_dns_label_of_at_most_48_characters()
    {
        Assert.Empty(Broken(Member, new string('a', 48)));
        foreach (var name in new[] { new string('a', 49), "", "EU", "eu.1", "-eu", "eu-" }) Assert.Equal(["metadata.name"], Broken(Member, name));
    }

    [Theory]
    [InlineData("https://10.0.0.1:6443", true)]
    [InlineData("https://[fd00::1]:6443", true)]
    [InlineData("http://eu-1.example/prefix", true)]
    [InlineData("ftp://eu-1.example", false)]
    [InlineData("eu-1.example:6443", false)]
    [InlineData("https://", false)]
    [InlineData("https://user:secret@eu-1.example", false)]
    [InlineData("https://eu-1.example/?a=b", false)]
    [InlineData("https://eu-1.example/#a", false)]
    public void An_endpoint_is_a_plain_url(string endpoint, bool valid) =>
        Assert.Equal(valid ? [] : ["spec.apiEndpoint"], Broken(Member with { ApiEndpoint = endpoint }));

    [Fact]
    public void A_pushed_member_needs_credentials_and_a_pulling_one_does_not()
    {
        Assert.Equal(["spec.secretRef"], Broken(Member with { SecretRef = null }));
        Assert.Empty(Broken(Member with { SecretRef = null, SyncMode = "Pull" }));
        Assert.Empty(Broken(Member with { ApiEndpoint = null }));
    }

    [Theory]
    [InlineData("http://proxy.example:3128", true)]
    [InlineData("socks5://proxy.example:1080", true)]
    [InlineData("ftp://proxy.example", false)]
    [InlineData("proxy.example", false)]
    public void A_proxy_speaks_http_or_socks(string proxy, bool valid) => Assert.Equal(valid ? [] : ["spec.proxyURL"], Broken(Member with { ProxyUrl = proxy }));

    [Fact]
    public void Zone_and_zones_exclude_each_other()
    {
        Assert.Empty(Broken(Member with { Zone = "a" }));
        Assert.Empty(Broken(Member with { Zones = ["a", "b"] }));
        Assert.Equal(["spec.zone"], Broken(Member with { Zone = "a", Zones = ["a"] }));
        Assert.Equal(["spec.zones[1]"], Broken(Member with { Zones = ["a", "b c"] }));
    }

    [Fact]
    public void Taints_are_unique_in_key_and_effect()
    {
        V1Taint Taint(string effect, string key = "k") => new() { Key = key, Effect = effect };
        Assert.Empty(Broken(Member with { Taints = [Taint("NoSchedule"), Taint("NoExecute")] }));
        Assert.Equal(["spec.taints[1]"], Broken(Member with { Taints = [Taint("NoSchedule"), Taint("NoSchedule")] }));
        Assert.Equal(["spec.taints[0].effect"], Broken(Member with { Taints = [Taint("Never")] }));
        Assert.Equal(["spec.taints[0].key"], Broken(Member with { Taints = [Taint("NoSchedule", "k k")] }));
    }

    [Fact]
    public void Resource_models_cut_the_whole_range_without_gaps()
    {
        Assert.Empty(Broken(Member with { ResourceModels = [Grade(0, "0", "1"), Grade(1, "1", "4"), Grade(2, "4", "9223372036854775807")] }));
        Assert.Equal(["spec.resourceModels[0].ranges[0].min"], Broken(Member with { ResourceModels = [Grade(0, "1", "9223372036854775807")] }));
        Assert.Equal(["spec.resourceModels[0].ranges[0].max"], Broken(Member with { ResourceModels = [Grade(0, "0", "64")] }));
        Assert.Equal(["spec.resourceModels[1].ranges[0].min"], Broken(Member with { ResourceModels = [Grade(0, "0", "1"), Grade(1, "2", "9223372036854775807")] }));
        Assert.Equal(
            ["spec.resourceModels[1].grade"],
            Broken(Member with { ResourceModels = [Grade(0, "0", "1"), Grade(0, "1", "9223372036854775807")] }));
        Assert.Equal(
            ["spec.resourceModels[1].ranges"],
            Broken(Member with { ResourceModels = [Grade(0, "0", "1"), Grade(1, "0", "9223372036854775807", "memory")] }));
    }

    [Fact]
    public void A_range_is_not_empty() =>
        Assert.Contains("spec.resourceModels[0].ranges[0].max", Broken(Member with { ResourceModels = [Grade(0, "0", "0"), Grade(1, "0", "9223372036854775807")] }));

    [Fact]
    public void Probes_and_Prometheus_are_well_formed()
    {
        Assert.Empty(Broken(Member with { Probe = new() { Interval = "2s", Timeout = "1s", Port = 6443 }, Prometheus = new() { Url = "https://prometheus.example/eu" } }));
        Assert.Equal(
            ["spec.probe.interval", "spec.probe.timeout", "spec.probe.port", "spec.prometheus.url"],
            Broken(Member with { Probe = new() { Interval = "0s", Timeout = "1", Port = 65536 }, Prometheus = new() { Url = "prometheus" } }));
    }

    private static ResourceModel Grade(int grade, string min, string max, string resource = "cpu") =>
        new() { Grade = grade, Ranges = [new() { Name = resource, Min = ResourceQuantity.Parse(min), Max = ResourceQuantity.Parse(max) }] };
}
