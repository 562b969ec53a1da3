using System.Text;
using Loadline.Operator.Tests.Corpus;

namespace Loadline.Operator.Tests.Rendering;

public sealed class HashTests
{
    public static TheoryData<string> Propagatable => Rendered.Propagatable();

    [Theory]
    [MemberData(nameof(Propagatable))]
    public void Equal_input_gives_equal_bytes_and_the_manifest_carries_its_hash(string template)
    {
        var one = Rendered.Manifest(Rendered.Input(template));
        var other = Rendered.Manifest(Rendered.Input(template));

        Assert.Equal(one.Json, other.Json);
        Assert.Equal(one.Hash, other.Hash);
        Assert.Matches("^[0-9a-f]{16}$", one.Hash);
        Assert.Equal(one.Hash, (string?)Rendered.Json(template)["metadata"]!["annotations"]!["loadline.io/rendered-hash"]);
    }

    [Theory]
    [InlineData("""{"name":"a","labels":{"l":"1"},"annotations":{}}""")]
    [InlineData("""{"annotations":{},"labels":{"l":"1"},"name":"a"}""")]
    [InlineData("""{"name":"a","labels":{"l":"1"}}""")]
    public void SA7_Where_the_template_has_its_labels_and_annotations_does_not_matter(string metadata)
    {
        var input = Rendered.Input("configmap");
        var plain = Rendered.Manifest(input with { Template = Of("""{"name":"a","labels":{"l":"1"}}""") });
        Assert.Equal(plain.Hash, Rendered.Manifest(input with { Template = Of(metadata) }).Hash);

        static ReadOnlyMemory<byte> Of(string metadata) => Encoding.UTF8.GetBytes($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{{metadata}},"data":{"k":"v"} }""");
    }

    [Fact]
    public void Every_input_that_the_member_would_notice_changes_the_hash()
    {
        var input = Rendered.Input("deployment", replicas: 3);
        var hashes = new[]
        {
            input,
            input with { Replicas = 4 },
            input with { Replicas = null },
            input with { BindingUid = "binding-2" },
            input with { Policy = "spread" },
            input with { HubId = "hub-2" },
            input with { Template = Replaced("payment:1.14.2", "payment:1.14.3") },
        }.Select(each => Rendered.Manifest(each).Hash);

        Assert.Equal(7, hashes.Distinct().Count());
    }

    [Theory]
    [InlineData("\"readyReplicas\": 10", "\"readyReplicas\": 9")]
    [InlineData("\"resourceVersion\": \"184467\"", "\"resourceVersion\": \"184468\"")]
    [InlineData("\"deployment.kubernetes.io/revision\": \"7\"", "\"deployment.kubernetes.io/revision\": \"8\"")]
    public void What_only_the_hub_notices_does_not(string before, string after)
    {
        var input = Rendered.Input("deployment", replicas: 3);

        Assert.Equal(Rendered.Manifest(input).Hash, Rendered.Manifest(input with { Template = Replaced(before, after) }).Hash);
    }

    private static byte[] Replaced(string before, string after)
    {
        var text = Encoding.UTF8.GetString(Template.Read("deployment"));
        Assert.Contains(before, text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace(before, after, StringComparison.Ordinal));
    }
}
