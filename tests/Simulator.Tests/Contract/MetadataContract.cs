using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Metadata: what is the server's to write, what is refused, and which writes are which.</summary>
[Collection(nameof(ContractSuite))]
public sealed class MetadataContract(Targets targets)
{
    [Theory, EveryServer]
    public async Task What_the_server_owns_is_not_the_clients_to_choose(string target)
    {
        var path = await targets[target].Maps();
        var map = Manifests.ConfigMap("a");
        map["metadata"] = Manifests.Parse("""
            {"name":"a","uid":"11111111-1111-1111-1111-111111111111","creationTimestamp":"2001-01-01T00:00:00Z","deletionTimestamp":"2001-01-01T00:00:00Z"}
            """);
        var metadata = (await targets[target].Post(path, map)).Expect(201).Body["metadata"]!;
        Assert.NotEqual("11111111-1111-1111-1111-111111111111", (string)metadata["uid"]!);
        Assert.DoesNotContain("2001", (string)metadata["creationTimestamp"]!, StringComparison.Ordinal);
        Assert.Null(metadata["deletionTimestamp"]);
    }

    [Theory, EveryServer]
    public async Task Generation_is_not_the_clients_to_choose(string target)
    {
        var api = targets[target];
        var path = await api.Deployment();
        var patched = await api.MergePatch(path, Manifests.Parse("""{"metadata":{"generation":9}}"""));
        Assert.Equal(1, (int)patched.Expect(200).Body["metadata"]!["generation"]!);
    }

    [Theory, EveryServer]
    public async Task Nothing_is_created_with_a_version(string target)
    {
        var path = await targets[target].Maps();
        var map = Manifests.ConfigMap("a");
        map["metadata"]!["resourceVersion"] = "5";
        Assert.Equal("resourceVersion should not be set on objects to be created", (await targets[target].Post(path, map)).Expect(500).Message);
    }

    [Theory, EveryServer]
    public async Task A_name_goes_before_generateName(string target)
    {
        var path = await targets[target].Maps();
        var map = Manifests.ConfigMap("a");
        map["metadata"]!["generateName"] = "run-";
        Assert.Equal("a", (string)(await targets[target].Post(path, map)).Expect(201).Body["metadata"]!["name"]!);
    }

    [Theory, EveryServer]
    public async Task A_generateName_that_makes_no_name_is_Invalid(string target)
    {
        var path = await targets[target].Maps();
        var map = Manifests.ConfigMap("a");
        map["metadata"] = new JsonObject { ["generateName"] = "Not_Good" };
        Assert.Contains("metadata.generateName", (await targets[target].Post(path, map)).Expect(422).CauseFields());
    }

    [Theory, EveryServer]
    public async Task Without_any_name_nothing_is_created(string target)
    {
        var path = await targets[target].Maps();
        var map = Manifests.ConfigMap("a");
        map["metadata"] = new JsonObject();
        Assert.Contains("metadata.name", (await targets[target].Post(path, map)).Expect(422).CauseFields());
    }

    [Theory, EveryServer]
    public async Task A_name_that_is_too_long_is_Invalid(string target)
    {
        var path = await targets[target].Maps();
        (await targets[target].Post(path, Manifests.ConfigMap(new string('a', 254)))).Expect(422);
        (await targets[target].Post(path, Manifests.ConfigMap(new string('a', 253)))).Expect(201);
    }

    [Theory, EveryServer]
    public async Task Bad_labels_and_annotations_are_Invalid(string target)
    {
        var path = await targets[target].Maps();
        foreach (var (metadata, field) in (IEnumerable<(string, string)>)
                 [
                     ("""{"name":"a","labels":{"team":"not good"}}""", "metadata.labels"), ("""{"name":"a","labels":{"-x":"y"}}""", "metadata.labels"),
                     ("""{"name":"a","annotations":{"a b":"y"}}""", "metadata.annotations"),
                 ])
        {
            var map = Manifests.ConfigMap("a");
            map["metadata"] = Manifests.Parse(metadata);
            Assert.Equal(field, Assert.Single((await targets[target].Post(path, map)).Expect(422).CauseFields()));
        }
    }

    [Theory, EveryServer]
    public async Task An_owner_needs_a_uid_and_only_one_owner_controls(string target)
    {
        var path = await targets[target].Maps();
        foreach (var owners in (string[])
                 [
                     """[{"apiVersion":"v1","kind":"ConfigMap","name":"o"}]""",
                     """[{"apiVersion":"v1","kind":"ConfigMap","name":"o","uid":"1","controller":true},{"apiVersion":"v1","kind":"ConfigMap","name":"p","uid":"2","controller":true}]""",
                 ])
        {
            var map = Manifests.ConfigMap("a");
            map["metadata"]!["ownerReferences"] = JsonNode.Parse(owners);
            Assert.All((await targets[target].Post(path, map)).Expect(422).CauseFields(), field => Assert.StartsWith("metadata.ownerReferences", field, StringComparison.Ordinal));
        }
    }

    [Theory, EveryServer]
    public async Task A_finalizer_needs_a_qualified_name(string target)
    {
        var path = await targets[target].Maps();
        var map = Manifests.ConfigMap("a");
        map["metadata"]!["finalizers"] = new JsonArray("not good");
        (await targets[target].Post(path, map)).Expect(422);
    }

    [Theory, EveryServer]
    public async Task The_body_must_be_of_the_kind_and_version_of_the_URL(string target)
    {
        var path = await targets[target].Maps();
        foreach (var (version, kind) in (IEnumerable<(string, string)>)[("v1", "Secret"), ("v2", "ConfigMap"), ("apps/v1", "Deployment")])
        {
            var other = Manifests.ConfigMap("a");
            (other["apiVersion"], other["kind"]) = (version, kind);
            Assert.Equal("BadRequest", (await targets[target].Post(path, other)).Expect(400).Reason);
        }
    }

    [Theory, EveryServer]
    public async Task What_is_not_JSON_is_a_bad_request(string target)
    {
        var path = await targets[target].Maps();
        (await targets[target].SendText("POST", path, "{\"kind\":", "application/json")).Expect(400);
        (await targets[target].SendText("POST", path, "", "application/json")).Expect(400);
    }

    [Theory, EveryServer]
    public async Task A_body_may_be_YAML(string target)
    {
        var path = await targets[target].Maps();
        var created = await targets[target].SendText("POST", path, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v\n", "application/yaml");
        Assert.Equal("v", (string)created.Expect(201).Body["data"]!["k"]!);
    }

    [Theory, EveryServer]
    public async Task A_body_of_an_unknown_type_is_refused(string target)
    {
        var path = await targets[target].Maps();
        (await targets[target].SendText("POST", path, "<a/>", "application/xml")).Expect(415);
    }

    [Theory, EveryServer]
    public async Task A_body_that_is_too_large_is_refused(string target)
    {
        var path = await targets[target].Maps();
        (await targets[target].Post(path, Manifests.ConfigMap("a", value: new string('x', 3 << 20)))).Expect(413);
    }

    [Theory, EveryServer]
    public async Task A_ConfigMap_holds_a_mebibyte_at_most(string target)
    {
        var path = await targets[target].Maps();
        (await targets[target].Post(path, Manifests.ConfigMap("a", value: new string('x', (1 << 20) + 1)))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task Of_a_key_given_twice_the_last_counts(string target)
    {
        var path = await targets[target].Maps();
        const string Twice = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"one","k":"two"}}""";
        Assert.Equal("two", (string)(await targets[target].SendText("POST", path, Twice, "application/json")).Expect(201).Body["data"]!["k"]!);
    }

    [Theory, EveryServer]
    public async Task The_name_of_the_body_must_be_that_of_the_URL(string target)
    {
        var path = await targets[target].Maps("a");
        (await targets[target].Put($"{path}/a", Manifests.ConfigMap("b"))).Expect(400);
    }

    [Theory, EveryServer]
    public async Task What_is_not_there_is_not_updated_patched_or_deleted(string target)
    {
        var path = await targets[target].Maps();
        (await targets[target].Put($"{path}/a", Manifests.ConfigMap("a"))).Expect(404);
        (await targets[target].MergePatch($"{path}/a", new JsonObject())).Expect(404);
        (await targets[target].Delete($"{path}/a")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task An_update_without_a_version_overwrites(string target)
    {
        var path = await targets[target].Maps("a");
        Assert.Equal("w", (string)(await targets[target].Put($"{path}/a", Manifests.ConfigMap("a", value: "w"))).Expect(200).Body["data"]!["k"]!);
    }

    [Theory, EveryServer]
    public async Task An_immutable_ConfigMap_stays_as_it_is(string target)
    {
        var path = await targets[target].Maps();
        var map = Manifests.ConfigMap("a");
        map["immutable"] = true;
        (await targets[target].Post(path, map)).Expect(201);
        (await targets[target].MergePatch($"{path}/a", Manifests.Parse("""{"data":{"k":"w"}}"""))).Expect(422);
        (await targets[target].MergePatch($"{path}/a", Manifests.Parse("""{"immutable":false}"""))).Expect(422);
        (await targets[target].MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"labels":{"a":"b"}}}"""))).Expect(200);
    }

    [Theory, EveryServer]
    public async Task A_Secrets_type_is_immutable_and_its_data_base64(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/secrets";
        (await api.Post(path, Manifests.Named("v1", "Secret", "s"))).Expect(201);
        (await api.MergePatch($"{path}/s", Manifests.Parse("""{"type":"example.test/other"}"""))).Expect(422);
        var bad = Manifests.Named("v1", "Secret", "bad");
        bad["data"] = new JsonObject { ["k"] = "not base64!" };
        (await api.Post(path, bad)).Expect(400);
    }

    [Theory, EveryServer]
    public async Task A_headless_service_keeps_no_address(string target)
    {
        var api = targets[target];
        var service = Manifests.Named("v1", "Service", "web");
        service["spec"] = Manifests.Parse("""{"clusterIP":"None","selector":{"app":"web"},"ports":[{"port":80}]}""");
        var path = $"/api/v1/namespaces/{await api.Namespace()}/services";
        Assert.Equal("None", (string)(await api.Post(path, service)).Expect(201).Body["spec"]!["clusterIP"]!);
    }

    [Theory, EveryServer]
    public async Task A_service_without_ports_is_Invalid(string target)
    {
        var api = targets[target];
        var service = Manifests.Named("v1", "Service", "web");
        service["spec"] = Manifests.Parse("""{"selector":{"app":"web"}}""");
        var refused = (await api.Post($"/api/v1/namespaces/{await api.Namespace()}/services", service)).Expect(422);
        Assert.Contains("spec.ports", refused.CauseFields());
    }

    [Theory, EveryServer]
    public async Task A_value_of_another_type_is_refused(string target)
    {
        var api = targets[target];
        var deployment = Manifests.Deployment("web");
        deployment["spec"]!["replicas"] = "three";
        (await api.Post($"/apis/apps/v1/namespaces/{await api.Namespace()}/deployments", deployment)).Expect(400);
    }

    [Theory, EveryServer]
    public async Task A_pods_containers_need_names_and_images(string target)
    {
        var api = targets[target];
        var pod = Manifests.Pod("a");
        pod["spec"]!["containers"] = new JsonArray(new JsonObject());
        var refused = (await api.Post($"/api/v1/namespaces/{await api.Namespace()}/pods", pod)).Expect(422);
        Assert.Contains("spec.containers[0].name", refused.CauseFields());
        Assert.Contains("spec.containers[0].image", refused.CauseFields());
    }

    [Theory, EveryServer]
    public async Task A_dry_run_update_and_delete_change_nothing(string target)
    {
        var path = await targets[target].Maps("a");
        var dry = (await targets[target].Put($"{path}/a?dryRun=All", Manifests.ConfigMap("a", value: "w"))).Expect(200);
        Assert.Equal("w", (string)dry.Body["data"]!["k"]!);
        (await targets[target].Delete($"{path}/a?dryRun=All")).Expect(200);
        (await targets[target].Delete($"{path}?dryRun=All")).Expect(200);
        Assert.Equal("v", (string)(await targets[target].Get($"{path}/a")).Expect(200).Body["data"]!["k"]!);
    }

    [Theory, EveryServer]
    public async Task An_unknown_dry_run_is_Invalid(string target)
    {
        var path = await targets[target].Maps();
        (await targets[target].Post($"{path}?dryRun=Some", Manifests.ConfigMap("a"))).Expect(422);
    }
}
