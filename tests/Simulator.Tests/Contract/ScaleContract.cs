using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Scales, leases, events, quotas, field validation and discovery.</summary>
[Collection(nameof(ContractSuite))]
public sealed class ScaleContract(Targets targets)
{
    private const string Twice = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice"},"data":{"a":"1","a":"2"}}""";

    [Theory, EveryServer]
    public async Task A_scale_is_read_with_its_selector(string target)
    {
        var path = await targets[target].Deployment(3);
        var scale = (await targets[target].Get(path + "/scale")).Expect(200).Body;
        Assert.Equal(("Scale", "autoscaling/v1"), ((string)scale["kind"]!, (string)scale["apiVersion"]!));
        Assert.Equal((3, "app=web"), ((int)scale["spec"]!["replicas"]!, (string)scale["status"]!["selector"]!));
        Assert.Equal("web", (string)scale["metadata"]!["name"]!);
    }

    [Theory, EveryServer]
    public async Task A_scale_is_updated_and_counts_as_a_generation(string target)
    {
        var path = await targets[target].Deployment();
        var scale = (await targets[target].Get(path + "/scale")).Expect(200).Body;
        scale["spec"]!["replicas"] = 4;
        Assert.Equal(4, (int)(await targets[target].Put(path + "/scale", scale)).Expect(200).Body["spec"]!["replicas"]!);
        var deployment = (await targets[target].Get(path)).Body;
        Assert.Equal((4, 2), ((int)deployment["spec"]!["replicas"]!, (int)deployment["metadata"]!["generation"]!));
        // The version in the scale is that of the object, and by now an old one.
        scale["spec"]!["replicas"] = 5;
        (await targets[target].Put(path + "/scale", scale)).Expect(409);
    }

    [Theory, EveryServer]
    public async Task A_scale_is_patched_and_refuses_less_than_none(string target)
    {
        var path = await targets[target].Deployment();
        (await targets[target].JsonPatch(path + "/scale", (JsonArray)JsonNode.Parse("""[{"op":"replace","path":"/spec/replicas","value":6}]""")!)).Expect(200);
        (await targets[target].MergePatch(path + "/scale", Manifests.Parse("""{"spec":{"replicas":-1}}"""))).Expect(422);
        Assert.Equal(6, (int)(await targets[target].Get(path)).Body["spec"]!["replicas"]!);
    }

    [Theory, EveryServer]
    public async Task What_is_not_there_has_no_scale_and_some_kinds_have_none(string target)
    {
        var path = await targets[target].Deployment();
        (await targets[target].Get(path + "x/scale")).Expect(404);
        var maps = await targets[target].Maps("a");
        (await targets[target].Get(maps + "/a/scale")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task A_lease_keeps_its_micro_times_and_counts_no_generation(string target)
    {
        var (api, path) = await Leases(target);
        var created = (await api.Post(path, Lease("""{"holderIdentity":"a","leaseDurationSeconds":15,"renewTime":"2026-01-02T03:04:05.678901Z"}"""))).Expect(201).Body;
        Assert.Equal("2026-01-02T03:04:05.678901Z", (string)created["spec"]!["renewTime"]!);
        Assert.Null(created["metadata"]!["generation"]);
    }

    [Theory, EveryServer]
    public async Task Of_two_who_take_a_lease_one_gets_a_Conflict(string target)
    {
        var (api, path) = await Leases(target);
        var seen = (await api.Post(path, Lease("""{"holderIdentity":"old"}"""))).Expect(201).Body;
        var (one, two) = ((JsonObject)seen.DeepClone(), (JsonObject)seen.DeepClone());
        (one["spec"]!["holderIdentity"], two["spec"]!["holderIdentity"]) = ("one", "two");
        (await api.Put($"{path}/l", one)).Expect(200);
        (await api.Put($"{path}/l", two)).Expect(409);
        Assert.Equal("one", (string)(await api.Get($"{path}/l")).Body["spec"]!["holderIdentity"]!);
    }

    [Theory, EveryServer]
    public async Task A_lease_is_not_updated_without_a_version(string target)
    {
        var (api, path) = await Leases(target);
        (await api.Post(path, Lease("""{"holderIdentity":"a"}"""))).Expect(201);
        Assert.Contains("metadata.resourceVersion", (await api.Put($"{path}/l", Lease("""{"holderIdentity":"b"}"""))).Expect(422).CauseFields());
    }

    [Theory, EveryServer]
    public async Task A_lease_that_lasts_no_time_is_Invalid(string target)
    {
        var (api, path) = await Leases(target);
        Assert.Contains("spec.leaseDurationSeconds", (await api.Post(path, Lease("""{"leaseDurationSeconds":0}"""))).Expect(422).CauseFields());
        Assert.Contains("spec.leaseTransitions", (await api.Post(path, Lease("""{"leaseTransitions":-1}"""))).Expect(422).CauseFields());
    }

    [Theory, EveryServer]
    public async Task Events_are_selected_by_what_they_are_about(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        foreach (var (name, about, reason) in (IEnumerable<(string, string, string)>)[("one", "a", "Began"), ("two", "b", "Ended")])
        {
            var written = Manifests.Named("v1", "Event", name);
            written["involvedObject"] = new JsonObject { ["kind"] = "ConfigMap", ["apiVersion"] = "v1", ["name"] = about, ["namespace"] = ns };
            (written["reason"], written["type"], written["message"]) = (reason, "Normal", "x");
            (await api.Post($"/api/v1/namespaces/{ns}/events", written)).Expect(201);
        }
        Assert.Equal(["one"], (await api.Get($"/api/v1/namespaces/{ns}/events?fieldSelector=involvedObject.name%3Da,involvedObject.kind%3DConfigMap")).Names);
        Assert.Equal(["two"], (await api.Get($"/api/v1/namespaces/{ns}/events?fieldSelector=reason%3DEnded,type%3DNormal")).Names);
    }

    [Theory, EveryServer]
    public async Task An_event_is_about_something_in_its_namespace(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var written = Manifests.Named("v1", "Event", "astray");
        written["involvedObject"] = new JsonObject { ["kind"] = "ConfigMap", ["name"] = "a", ["namespace"] = "default" };
        (await api.Post($"/api/v1/namespaces/{ns}/events", written)).Expect(422);
    }

    [Theory, EveryServer]
    public async Task A_quota_that_is_used_up_refuses_and_says_so(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        (await api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("one"))).Expect(201);
        var quota = Manifests.Named("v1", "ResourceQuota", "few");
        quota["spec"] = Manifests.Parse("""{"hard":{"configmaps":"1"}}""");
        (await api.Post($"/api/v1/namespaces/{ns}/resourcequotas", quota)).Expect(201);
        // What the controller manager would do, which is not there.
        var status = Manifests.Parse("""{"status":{"hard":{"configmaps":"1"},"used":{"configmaps":"1"}}}""");
        (await api.MergePatch($"/api/v1/namespaces/{ns}/resourcequotas/few/status", status)).Expect(200);
        Answer refused = null!;
        var next = 0;
        await Until.Holds(async () => (refused = await api.Post($"/api/v1/namespaces/{ns}/configmaps?dryRun=All", Manifests.ConfigMap($"two{next++}"))).Code == 403
            && !refused.Message.Contains("status unknown", StringComparison.Ordinal));
        Assert.EndsWith("is forbidden: exceeded quota: few, requested: configmaps=1, used: configmaps=1, limited: configmaps=1", refused.Message, StringComparison.Ordinal);
    }

    [Theory, Simulator, RealServerSince(25)]
    public async Task An_unknown_field_is_refused_when_validation_is_strict(string target)
    {
        var path = await targets[target].Maps();
        var map = Manifests.ConfigMap("a");
        map["dat"] = "x";
        var refused = (await targets[target].Post(path + "?fieldValidation=Strict", map)).Expect(400);
        Assert.Contains("strict decoding error: unknown field \"dat\"", refused.Message, StringComparison.Ordinal);
    }

    [Theory, EveryServer]
    public async Task Of_a_field_that_is_given_twice_the_last_value_counts(string target)
    {
        var path = await targets[target].Maps();
        var made = (await targets[target].SendText("POST", path, Twice, "application/json")).Expect(201);
        Assert.Equal("2", (string)made.Body["data"]!["a"]!);
    }

    [Theory, Simulator, RealServerSince(25)]
    public async Task A_field_that_is_given_twice_is_refused_or_warned_of(string target)
    {
        var path = await targets[target].Maps();
        var refused = (await targets[target].SendText("POST", path + "?fieldValidation=Strict", Twice, "application/json")).Expect(400);
        Assert.Contains("strict decoding error: duplicate field \"data.a\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains("duplicate field", Assert.Single((await targets[target].SendText("POST", path, Twice, "application/json")).Expect(201).Warnings), StringComparison.Ordinal);
    }

    [Theory, Simulator, RealServerSince(25)]
    public async Task An_unknown_field_is_warned_of_or_passed_over(string target)
    {
        var path = await targets[target].Maps();
        var map = Manifests.ConfigMap("a");
        map["dat"] = "x";
        Assert.Contains("unknown field", Assert.Single((await targets[target].Post(path, map)).Expect(201).Warnings), StringComparison.Ordinal);
        map["metadata"]!["name"] = "b";
        Assert.Empty((await targets[target].Post(path + "?fieldValidation=Ignore", map)).Expect(201).Warnings);
    }

    [Theory, Simulator, RealServerSince(25)]
    public async Task Unknown_fields_of_custom_resources_and_patches_are_found(string target)
    {
        var kind = await targets[target].Define();
        Assert.Contains("unknown field \"spec.nothing\"",
            (await targets[target].Post(kind.Path + "?fieldValidation=Strict", kind.Widget("a", """{"replicas":1,"nothing":1}"""))).Expect(400).Message, StringComparison.Ordinal);
        var path = await targets[target].Deployment();
        Assert.Contains("unknown field \"spec.replicaz\"",
            (await targets[target].MergePatch(path + "?fieldValidation=Strict", Manifests.Parse("""{"spec":{"replicaz":1}}"""))).Message, StringComparison.Ordinal);
    }

    [Theory, EveryServer]
    public async Task The_core_group_has_one_version_and_groups_that_are_not_there_none(string target)
    {
        Assert.Equal("""["v1"]""", (await targets[target].Get("/api")).Expect(200).Body["versions"]!.ToJsonString());
        (await targets[target].Get("/apis/no-such.example.test")).Expect(404);
        (await targets[target].Get("/apis/no-such.example.test/v1/things")).Expect(404);
        (await targets[target].Get("/api/v1/no-such-things")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task Discovery_names_short_names_and_categories(string target)
    {
        var resources = (await targets[target].Get("/api/v1")).Expect(200).Body["resources"]!.AsArray();
        var pods = resources.Single(resource => (string)resource!["name"]! == "pods")!;
        Assert.Equal("""["po"]""", pods["shortNames"]!.ToJsonString());
        Assert.Equal("""["all"]""", pods["categories"]!.ToJsonString());
        Assert.False((bool)resources.Single(resource => (string)resource!["name"]! == "nodes")!["namespaced"]!);
        Assert.Contains(resources, resource => (string)resource!["name"]! == "namespaces/finalize");
    }

    [Theory, EveryServer]
    public async Task Health_is_told_without_a_token(string target)
    {
        using var anybody = targets[target].As("nonsense");
        (await anybody.Get("/apis")).Expect(401);
        foreach (var path in (string[])["/healthz", "/livez", "/readyz"]) Assert.Equal("ok", (string)(await targets[target].Get(path)).Expect(200).Body["text"]!);
    }

    [Theory, EveryServer]
    public async Task A_method_that_a_resource_does_not_have_is_not_allowed(string target)
    {
        (await targets[target].Post("/api/v1/namespaces/default", new JsonObject())).Expect(405);
        (await targets[target].Delete("/api/v1/namespaces")).Expect(405);
    }

    [Theory, Simulator, RealServerSince(30)]
    public async Task All_groups_are_discovered_in_one_request(string target)
    {
        var list = (await targets[target].Get("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")).Expect(200).Body;
        Assert.Equal("APIGroupDiscoveryList", (string)list["kind"]!);
        Assert.Contains(list["items"]!.AsArray(), item => (string)item!["metadata"]!["name"]! == "apps");
    }

    [Theory, Simulator, RealServerSince(27)]
    public async Task OpenAPI_v3_is_offered_by_group(string target)
    {
        var paths = (await targets[target].Get("/openapi/v3")).Expect(200).Body["paths"]!;
        var url = (string)paths["apis/apps/v1"]!["serverRelativeURL"]!;
        Assert.NotNull((await targets[target].Get(url)).Expect(200).Body["components"]!["schemas"]!["io.k8s.api.apps.v1.Deployment"]);
    }

    private async Task<(ApiTarget Api, string Path)> Leases(string target) =>
        (targets[target], $"/apis/coordination.k8s.io/v1/namespaces/{await targets[target].Namespace()}/leases");

    private static JsonObject Lease(string spec)
    {
        var lease = Manifests.Named("coordination.k8s.io/v1", "Lease", "l");
        lease["spec"] = Manifests.Parse(spec);
        return lease;
    }
}
