using System.Text.Json.Nodes;

namespace Loadline.Operator.Tests.Rendering;

/// <summary>What the hub wrote into a template's body does not go to a member; what the user wrote does.</summary>
public sealed class PruneTests
{
    [Fact]
    public void A_service_gets_its_addresses_and_ports_from_the_member()
    {
        var expected = Rendered.Original("service-nodeport")["spec"]!.AsObject();
        foreach (var field in new[] { "clusterIP", "clusterIPs", "healthCheckNodePort", "ipFamilies", "ipFamilyPolicy" }) expected.Remove(field);
        foreach (var port in expected["ports"]!.AsArray()) port!.AsObject().Remove("nodePort");

        Rendered.Same(expected, Rendered.Json("service-nodeport")["spec"]);
    }

    [Fact]
    public void A_headless_service_stays_headless()
    {
        var spec = Rendered.Json("service-headless")["spec"]!;

        Assert.Equal("None", (string?)spec["clusterIP"]);
        Assert.Equal("None", (string?)spec["clusterIPs"]![0]);
        Assert.Null(spec["ipFamilies"]);
    }

    [Fact]
    public void A_wish_for_two_address_families_goes_to_the_member()
    {
        var spec = Rendered.Json("service-dual-stack")["spec"]!;

        Assert.Null(spec["clusterIP"]);
        Assert.Null(spec["clusterIPs"]);
        Assert.Equal("PreferDualStack", (string?)spec["ipFamilyPolicy"]);
        Assert.Equal(2, spec["ipFamilies"]!.AsArray().Count);
    }

    [Fact]
    public void A_job_gets_its_selector_from_the_member_and_does_not_expire_there()
    {
        var spec = Rendered.Json("job")["spec"]!;

        Assert.Null(spec["selector"]);
        Assert.Null(spec["ttlSecondsAfterFinished"]);
        Assert.Equal(["app"], Rendered.Keys(spec["template"]!["metadata"]!["labels"]));
        Assert.Equal(20, (int?)spec["completions"]);
        Assert.Null(Rendered.Json("job")["metadata"]!["annotations"]!["batch.kubernetes.io/job-tracking"]);
    }

    [Fact]
    public void A_job_with_a_selector_of_its_own_keeps_it()
    {
        var spec = Rendered.Json("job-manual-selector")["spec"]!;

        Assert.Equal("resume-7", (string?)spec["selector"]!["matchLabels"]!["job-name"]);
        Assert.Equal("resume-7", (string?)spec["template"]!["metadata"]!["labels"]!["job-name"]);
    }

    [Fact]
    public void A_cronjob_keeps_the_time_to_live_of_its_jobs_which_the_member_makes_anew_anyway() =>
        Assert.Equal(60, (int?)Rendered.Json("cronjob")["spec"]!["jobTemplate"]!["spec"]!["ttlSecondsAfterFinished"]);

    [Fact]
    public void The_claim_templates_of_a_statefulset_lose_their_status()
    {
        var claim = Rendered.Json("statefulset")["spec"]!["volumeClaimTemplates"]![0]!;

        Assert.Equal(["kind", "apiVersion", "metadata", "spec"], Rendered.Keys(claim));
        Assert.Equal(["name"], Rendered.Keys(claim["metadata"]));
    }

    [Fact]
    public void A_claim_that_the_hub_bound_is_bound_anew()
    {
        var manifest = Rendered.Json("pvc-bound");

        Assert.Null(manifest["spec"]!["volumeName"]);
        Assert.Equal("fast", (string?)manifest["spec"]!["storageClassName"]);
        Assert.Equal(
            ["backup", "volume.beta.kubernetes.io/storage-class"],
            Rendered.Keys(manifest["metadata"]!["annotations"]).Where(key => !key.StartsWith("loadline.io/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_claim_that_the_user_bound_by_name_stays_bound_by_name() =>
        Assert.Equal("archive-nfs", (string?)Rendered.Json("pvc-by-name")["spec"]!["volumeName"]);

    [Fact]
    public void A_volume_reserved_for_a_claim_is_reserved_for_the_members_claim_of_that_name() =>
        Assert.Equal(["kind", "namespace", "name", "apiVersion"], Rendered.Keys(Rendered.Json("pv")["spec"]!["claimRef"]));

    [Fact]
    public void A_service_account_keeps_only_the_secrets_that_a_user_listed()
    {
        var manifest = Rendered.Json("serviceaccount");

        Assert.Equal(["signing-key"], Names(manifest["secrets"]));
        Assert.Equal(["registry-login"], Names(manifest["imagePullSecrets"]));
    }

    [Fact]
    public void A_pod_is_scheduled_anew_and_gets_the_members_token()
    {
        var spec = Rendered.Json("pod")["spec"]!;

        Assert.Null(spec["nodeName"]);
        Assert.Null(spec["priority"]);
        Assert.Null(spec["ephemeralContainers"]);
        Assert.Equal("business-critical", (string?)spec["priorityClassName"]);
        Assert.Equal(["scratch"], Names(spec["volumes"]));
        Assert.Equal(["scratch"], Names(spec["containers"]![0]!["volumeMounts"]));
        Assert.Empty(spec["initContainers"]![0]!["volumeMounts"]!.AsArray());
    }

    [Fact]
    public void A_namespace_is_only_its_metadata() => Assert.Null(Rendered.Json("namespace")["spec"]);

    [Theory]
    [InlineData("crd", "spec")]
    [InlineData("webhook", "webhooks")]
    [InlineData("ingress", "spec")]
    [InlineData("secret", "data")]
    public void Other_bodies_are_copied_whole(string template, string body) =>
        Rendered.Same(Rendered.Original(template)[body], Rendered.Json(template)[body]);

    private static IEnumerable<string?> Names(JsonNode? list) => list!.AsArray().Select(item => (string?)item!["name"]);
}
