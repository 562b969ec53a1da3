using Loadline.Kubernetes.Client;
using Loadline.Operator.Observing;

namespace Loadline.Operator.Tests.Observing;

public sealed class OverrideStatusTests
{
    [Theory]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("""{"overrideRules": 7}""")]
    [InlineData("""{"overrideRules": [null]}""")]
    [InlineData("""{"overrideRules": [{"targetCluster": [], "overriders": {}}]}""")]
    [InlineData("""{"overrideRules": [{"overriders": {"plaintext": [{"path": 5}]}}]}""")]
    public void An_override_policy_that_cannot_be_read_is_invalid_and_stops_nothing(string spec)
    {
        var (errors, _) = OverrideStatusLoop.Read(Item(spec));
        Assert.NotEmpty(errors);
        Assert.All(errors, static e => Assert.StartsWith("spec", e.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void A_status_that_cannot_be_read_is_no_matter_and_is_written_anew()
    {
        var (_, before) = OverrideStatusLoop.Read(Item("""{"overrideRules": []}""", "[7]"));
        Assert.Null(before);
    }

    private static KubeObject Item(string spec, string status = "{}") => KubeObject.Parse(
        $$"""{"apiVersion": "loadline.io/v1alpha1", "kind": "OverridePolicy", "metadata": {"name": "o", "namespace": "shop"}, "spec": {{spec}}, "status": {{status}}}""");
}
