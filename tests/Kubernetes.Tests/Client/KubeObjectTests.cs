using System.Text;
using System.Text.Json;
using Loadline.Kubernetes.Client;

namespace Loadline.Kubernetes.Tests.Client;

public sealed class KubeObjectTests
{
    private const string Full = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"u1","resourceVersion":"42","generation":3,
        "labels":{"app":"web"},"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"a\":1}","keep":"yes"},
        "finalizers":["x/y"],"managedFields":[{"manager":"kubectl","fieldsV1":{"f:spec":{}}}]},"spec":{"replicas":2},"status":{"readyReplicas":1}}
        """;

    [Fact]
    public void The_header_is_read_in_one_pass()
    {
        var o = KubeObject.Parse(Full);
        Assert.Equal(("apps/v1", "Deployment", "web", "shop", "u1", "42", 3L, false),
            (o.ApiVersion, o.Kind, o.Name, o.Namespace, o.Uid, o.ResourceVersion, o.Generation, o.IsDeleting));
        Assert.Equal("web", o.Labels["app"]);
        Assert.True(o.HasFinalizer("x/y"));
        Assert.False(o.HasFinalizer("x/z"));
        Assert.Equal("""{"replicas":2}""", Encoding.UTF8.GetString(o.Spec.Span));
        Assert.Equal("""{"readyReplicas":1}""", Encoding.UTF8.GetString(o.Status.Span));
    }

    [Fact]
    public void ST8_bookkeeping_is_cut_out_and_the_rest_stays_valid_json()
    {
        var o = KubeObject.Parse(Full);
        var text = Encoding.UTF8.GetString(o.Json.Span);
        Assert.DoesNotContain("managedFields", text, StringComparison.Ordinal);
        Assert.DoesNotContain("last-applied", text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(o.Json);
        Assert.Equal("yes", document.RootElement.GetProperty("metadata").GetProperty("annotations").GetProperty("keep").GetString());
        Assert.Equal("yes", o.Annotation("keep"));
    }

    [Fact]
    public void ST8_cutting_twice_changes_nothing()
    {
        var once = KubeObject.Parse(Full);
        Assert.Equal(once.Json.ToArray(), KubeObject.Parse(once.Json.Span).Json.ToArray());
    }

    [Theory]
    [InlineData("""{"metadata":{"managedFields":[1],"name":"a"},"spec":{"x":1}}""", """{"metadata":{"name":"a"},"spec":{"x":1}}""")]
    [InlineData("""{"metadata":{"name":"a","managedFields":[1]},"spec":{"x":1}}""", """{"metadata":{"name":"a"},"spec":{"x":1}}""")]
    [InlineData("""{"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}"},"managedFields":[1],"uid":"u"},"spec":{"x":1}}""",
        """{"metadata":{"name":"a","annotations":{},"uid":"u"},"spec":{"x":1}}""")]
    [InlineData("""{"metadata":{"managedFields":[1],"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","z":"1"},"name":"a"},"spec":{"x":1}}""",
        """{"metadata":{"annotations":{"z":"1"},"name":"a"},"spec":{"x":1}}""")]
    public void ST8_cuts_work_wherever_the_bookkeeping_stands(string given, string expected)
    {
        var o = KubeObject.Parse(given);
        Assert.Equal(expected, Encoding.UTF8.GetString(o.Json.Span));
        Assert.Equal("""{"x":1}""", Encoding.UTF8.GetString(o.Spec.Span));
        Assert.Equal("a", o.Name);
    }

    [Fact]
    public void List_items_get_their_kind_from_the_resource()
    {
        var list = KubeListDecoder.Decode(
            """{"kind":"SecretList","metadata":{"resourceVersion":"9","continue":"t"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}"""u8,
            CoreResources.Secrets);
        Assert.Equal(("9", "t"), (list.ResourceVersion, list.Continue));
        Assert.Equal(["a", "b"], list.Items.Select(i => i.Name));
        Assert.All(list.Items, i => Assert.Equal(("v1", "Secret"), (i.ApiVersion, i.Kind)));
    }

    [Theory]
    [InlineData("9", "10", false)]
    [InlineData("10", "9", true)]
    [InlineData("10", "10", false)]
    [InlineData("0", "10", false)]
    [InlineData("010", "9", false)]
    [InlineData("x", "9", false)]
    public void RF14_versions_compare_as_numbers_and_are_never_guessed(string a, string b, bool newer) =>
        Assert.Equal(newer, ResourceVersion.IsNewer(a, b));
}
