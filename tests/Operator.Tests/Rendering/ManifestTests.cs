using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loadline.Operator.Rendering;
using Loadline.Operator.Tests.Corpus;

namespace Loadline.Operator.Tests.Rendering;

public sealed class ManifestTests
{
    public static TheoryData<string> Propagatable => Rendered.Propagatable();

    [Theory]
    [MemberData(nameof(Propagatable))]
    public void OW2_Metadata_holds_only_what_the_user_wrote_and_what_ties_it_to_its_binding(string template)
    {
        var metadata = Rendered.Json(template)["metadata"];

        Assert.Empty(Rendered.Keys(metadata).Except(["name", "namespace", "labels", "annotations"]));
        Assert.Equal("true", (string?)metadata!["labels"]!["loadline.io/managed"]);
        Assert.Equal("binding-1", (string?)metadata["annotations"]!["loadline.io/binding-uid"]);
        Assert.Equal("shop/spread", (string?)metadata["annotations"]!["loadline.io/policy"]);
        Assert.Equal("hub-1", (string?)metadata["annotations"]!["loadline.io/hub-id"]);
    }

    [Theory]
    [MemberData(nameof(Propagatable))]
    public void Status_stays_in_the_hub(string template) => Assert.Null(Rendered.Json(template)["status"]);

    [Theory]
    [MemberData(nameof(Propagatable))]
    public void Rendering_a_manifest_again_changes_nothing(string template)
    {
        var input = Rendered.Input(template);
        var once = Rendered.Manifest(input);
        var twice = Rendered.Manifest(input with { Template = once.Json });

        Rendered.Same(JsonNode.Parse(once.Json), JsonNode.Parse(twice.Json));
    }

    [Fact]
    public void SA3_Everything_else_of_a_deployment_is_in_the_intent()
    {
        var expected = Rendered.Original("deployment")["spec"]!;
        expected["template"]!["metadata"]!.AsObject().Remove("creationTimestamp");

        Rendered.Same(expected, Rendered.Json("deployment")["spec"]);
    }

    [Fact]
    public void Labels_and_annotations_of_the_user_are_kept_and_those_about_the_hub_are_not()
    {
        var metadata = Rendered.Json("deployment")["metadata"]!;

        Assert.Equal("payment", (string?)metadata["labels"]!["app"]);
        Assert.Equal("payments", (string?)metadata["annotations"]!["team.example.com/owner"]);
        Assert.Equal(
            ["loadline.io/binding-uid", "loadline.io/hub-id", "loadline.io/policy", "loadline.io/rendered-hash", "team.example.com/owner"],
            Rendered.Keys(metadata["annotations"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_template_that_forges_our_labels_gets_ours()
    {
        var metadata = Rendered.Json("namespace")["metadata"]!;

        Assert.Equal(["kubernetes.io/metadata.name", "team", "loadline.io/managed"], Rendered.Keys(metadata["labels"]));
    }

    [Fact]
    public void An_item_of_a_typed_list_gets_the_type_that_the_list_omitted()
    {
        var manifest = Rendered.Json(Rendered.Input("deployment-list-item"));

        Assert.Equal("apps/v1", (string?)manifest["apiVersion"]);
        Assert.Equal("Deployment", (string?)manifest["kind"]);
    }

    [Theory]
    [InlineData("deployment")]
    [InlineData("deployment-list-item")]
    [InlineData("statefulset")]
    [InlineData("replicaset")]
    public void Replicas_are_the_members_share(string template)
    {
        Assert.Equal(3, (int?)Rendered.Json(template, replicas: 3)["spec"]!["replicas"]);
        Assert.Equal(0, (int?)Rendered.Json(template, replicas: 0)["spec"]!["replicas"]);
    }

    [Fact]
    public void Without_a_share_replicas_are_copied_as_they_are_or_as_they_are_not()
    {
        Assert.Equal(10, (int?)Rendered.Json("deployment")["spec"]!["replicas"]);
        Assert.Null(Rendered.Json(Rendered.Input("deployment-list-item"))["spec"]!["replicas"]);
    }

    [Fact]
    public void A_share_changes_no_other_field_of_the_spec()
    {
        var copied = Rendered.Json("deployment")["spec"]!;
        copied["replicas"] = 3;

        Rendered.Same(copied, Rendered.Json("deployment", replicas: 3)["spec"]);
    }

    [Fact]
    public void A_share_of_a_job_is_its_parallelism_and_completions()
    {
        var spec = Rendered.Json("job", replicas: 2, completions: 7)["spec"]!;

        Assert.Equal(2, (int?)spec["parallelism"]);
        Assert.Equal(7, (int?)spec["completions"]);
        Assert.Null(spec["replicas"]);
    }

    [Fact]
    public void A_custom_resource_is_not_mistaken_for_a_workload()
    {
        var expected = Rendered.Original("custom-resource")["spec"];

        Rendered.Same(expected, Rendered.Json("custom-resource", replicas: 9)["spec"]);
    }

    [Fact]
    public void Text_survives_whatever_script_or_escape_it_is_written_in()
    {
        Rendered.Same(Rendered.Original("configmap")["data"], Rendered.Json("configmap")["data"]);
        Assert.Contains("快照", Encoding.UTF8.GetString(Rendered.Manifest(Rendered.Input("configmap")).Json), StringComparison.Ordinal);
    }

    [Fact]
    public void Escaped_property_names_are_recognised()
    {
        var escaped = Encoding.UTF8.GetString(Template.Read("deployment"))
            .Replace("\"replicas\": 10", "\"repl\\u0069cas\": 10", StringComparison.Ordinal)
            .Replace("\"deployment.kubernetes.io/revision\"", "\"deployment.kubernetes.io\\/revision\"", StringComparison.Ordinal);
        var input = Rendered.Input("deployment", replicas: 3) with { Template = Encoding.UTF8.GetBytes(escaped) };

        Rendered.Same(Rendered.Json("deployment", replicas: 3), Rendered.Json(input));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"spec\":{}}")]
    [InlineData("{\"metadata\":{\"name\":\"a\"")]
    public void What_is_no_object_with_metadata_is_refused_as_json(string template) =>
        Assert.ThrowsAny<JsonException>(() => Rendered.Manifest(Rendered.Input("deployment") with { Template = Encoding.UTF8.GetBytes(template) }));

    [Theory]
    [InlineData("secret-token", "service account token")]
    [InlineData("configmap-root-ca", "CA of the cluster")]
    [InlineData("service-kubernetes", "API server")]
    public void What_belongs_to_one_cluster_alone_is_not_rendered_and_says_why(string template, string because)
    {
        Assert.Contains(because, Rendered.Refusal(template), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Rendered.Manifest(Rendered.Input(template)));
    }

    [Theory]
    [InlineData("v1", "Node")]
    [InlineData("v1", "Event")]
    [InlineData("events.k8s.io/v1", "Event")]
    [InlineData("coordination.k8s.io/v1", "Lease")]
    [InlineData("loadline.io/v1alpha1", "PropagationPolicy")]
    public void Kinds_that_describe_the_hub_are_refused(string apiVersion, string kind) => Assert.NotNull(NotPropagatable.Reason(apiVersion, kind, "{}"u8));
}
