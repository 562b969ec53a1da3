using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Server-side apply: who owns what, by the kind of list or map that it is in.</summary>
[Collection(nameof(ContractSuite))]
public sealed class ApplyContract(Targets targets)
{
    [Theory, EveryServer]
    public async Task Keys_of_a_granular_map_have_owners_of_their_own(string target)
    {
        var path = await targets[target].Maps() + "/a";
        (await targets[target].Apply(path, Manifests.ConfigMap("a", "one", "1"), "first")).Expect(201);
        var both = (await targets[target].Apply(path, Manifests.ConfigMap("a", "two", "2"), "second")).Expect(200);
        Assert.Equal(2, both.Body["data"]!.AsObject().Count);
        Assert.Equal([("first", "Apply"), ("second", "Apply")], both.Managers().Order());
    }

    [Theory, EveryServer]
    public async Task The_same_value_is_owned_together(string target)
    {
        var path = await targets[target].Maps() + "/a";
        (await targets[target].Apply(path, Manifests.ConfigMap("a"), "first")).Expect(201);
        (await targets[target].Apply(path, Manifests.ConfigMap("a"), "second")).Expect(200);
        // Neither takes it away alone.
        (await targets[target].Apply(path, Manifests.Named("v1", "ConfigMap", "a"), "first")).Expect(200);
        Assert.Equal("v", (string)(await targets[target].Get(path)).Body["data"]!["k"]!);
        (await targets[target].Apply(path, Manifests.Named("v1", "ConfigMap", "a"), "second")).Expect(200);
        Assert.Null((await targets[target].Get(path)).Body["data"]?["k"]);
    }

    [Theory, EveryServer]
    public async Task Every_conflict_is_a_cause(string target)
    {
        var path = await targets[target].Maps() + "/a";
        var map = Manifests.ConfigMap("a", "one", "1");
        map["data"]!["two"] = "2";
        (await targets[target].Apply(path, map, "first")).Expect(201);
        (map["data"]!["one"], map["data"]!["two"]) = ("x", "y");
        var refused = (await targets[target].Apply(path, map, "second")).Expect(409);
        Assert.Equal([".data.one", ".data.two"], refused.CauseFields().Order());
        Assert.StartsWith("Apply failed with 2 conflicts", refused.Message, StringComparison.Ordinal);
        Assert.All(refused.Body["details"]!["causes"]!.AsArray(), cause => Assert.Equal("conflict with \"first\"", (string)cause!["message"]!));
    }

    [Theory, EveryServer]
    public async Task A_conflict_with_an_update_names_its_manager_and_version(string target)
    {
        var path = await targets[target].Maps();
        (await targets[target].Send("POST", $"{path}?fieldManager=editor", Manifests.ConfigMap("a"))).Expect(201);
        var refused = (await targets[target].Apply(path + "/a", Manifests.ConfigMap("a", value: "w"), "me")).Expect(409);
        Assert.Contains("conflict with \"editor\" using v1", refused.Message, StringComparison.Ordinal);
    }

    [Theory, EveryServer]
    public async Task Force_takes_the_field_from_its_owner(string target)
    {
        var path = await targets[target].Maps() + "/a";
        (await targets[target].Apply(path, Manifests.ConfigMap("a"), "first")).Expect(201);
        var forced = (await targets[target].Apply(path, Manifests.ConfigMap("a", value: "w"), "second", force: true)).Expect(200);
        Assert.Equal([("second", "Apply")], forced.Managers());
        // Who lost a field conflicts when it wants it back.
        (await targets[target].Apply(path, Manifests.ConfigMap("a"), "first")).Expect(409);
    }

    [Theory, EveryServer]
    public async Task An_update_takes_fields_without_asking(string target)
    {
        var path = await targets[target].Maps() + "/a";
        (await targets[target].Apply(path, Manifests.ConfigMap("a"), "first")).Expect(201);
        var patched = await targets[target].Send("PATCH", $"{path}?fieldManager=editor", Manifests.Parse("""{"data":{"k":"w"}}"""), "application/merge-patch+json");
        Assert.Contains(("editor", "Update"), patched.Expect(200).Managers());
        (await targets[target].Apply(path, Manifests.ConfigMap("a"), "first")).Expect(409);
    }

    [Theory, EveryServer]
    public async Task Items_of_a_list_map_have_owners_of_their_own(string target)
    {
        var api = targets[target];
        var path = await api.Deployment();
        var side = Manifests.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
             "spec":{"template":{"spec":{"containers":[{"name":"side","image":"registry.example/side:1"}]}}}}
            """);
        var both = (await api.Apply(path, side, "injector")).Expect(200);
        Assert.Equal(["main", "side"], Containers(both));
        var none = (JsonObject)side.DeepClone();
        none["spec"]!["template"]!["spec"]!["containers"] = new JsonArray();
        Assert.Equal(["main"], Containers((await api.Apply(path, none, "injector")).Expect(200)));
    }

    [Theory, EveryServer]
    public async Task An_atomic_list_has_one_owner(string target)
    {
        var api = targets[target];
        var path = $"/apis/apps/v1/namespaces/{await api.Namespace()}/deployments/web";
        var intent = Manifests.Deployment("web");
        var container = intent["spec"]!["template"]!["spec"]!["containers"]![0]!;
        container["args"] = new JsonArray("--one");
        (await api.Apply(path, intent, "first")).Expect(201);
        var other = Manifests.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
             "spec":{"template":{"spec":{"containers":[{"name":"main","args":["--two"]}]}}}}
            """);
        var refused = (await api.Apply(path, other, "second")).Expect(409);
        Assert.Equal(".spec.template.spec.containers[name=\"main\"].args", Assert.Single(refused.CauseFields()));
        var forced = (await api.Apply(path, other, "second", force: true)).Expect(200);
        Assert.Equal("""["--two"]""", forced.Body["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.ToJsonString());
    }

    [Theory, EveryServer]
    public async Task Items_of_a_set_are_merged_and_leave_with_their_owner(string target)
    {
        var path = await targets[target].Maps() + "/a";
        JsonObject Held(params string[] finalizers)
        {
            var map = Manifests.Named("v1", "ConfigMap", "a");
            if (finalizers.Length > 0) map["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Select(one => (JsonNode)one)]);
            return map;
        }
        (await targets[target].Apply(path, Held("example.test/one"), "first")).Expect(201);
        var both = (await targets[target].Apply(path, Held("example.test/two"), "second")).Expect(200);
        Assert.Equal(2, both.Body["metadata"]!["finalizers"]!.AsArray().Count);
        var left = (await targets[target].Apply(path, Held(), "first")).Expect(200);
        Assert.Equal("""["example.test/two"]""", left.Body["metadata"]!["finalizers"]!.ToJsonString());
    }

    [Theory, EveryServer]
    public async Task List_types_of_a_definition_are_honoured(string target)
    {
        var api = targets[target];
        var kind = await api.Define(definition => definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"] = Manifests.Parse("""
            {"replicas":{"type":"integer"},
             "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
             "steps":{"type":"array","items":{"type":"string"}},
             "free":{"type":"object","additionalProperties":{"type":"string"}},
             "whole":{"type":"object","x-kubernetes-map-type":"atomic","additionalProperties":{"type":"string"}}}
            """));
        (await api.Apply($"{kind.Path}/a", kind.Widget("a", """{"replicas":1,"tags":["x"],"free":{"x":"1"},"steps":["s"],"whole":{"x":"1"}}"""), "first")).Expect(201);
        var merged = (await api.Apply($"{kind.Path}/a", kind.Widget("a", """{"replicas":1,"tags":["y"],"free":{"y":"2"}}"""), "second")).Expect(200).Body["spec"]!;
        Assert.Equal("""["x","y"]""", merged["tags"]!.ToJsonString());
        Assert.Equal("""{"x":"1","y":"2"}""", merged["free"]!.ToJsonString());
        var refused = (await api.Apply($"{kind.Path}/a", kind.Widget("a", """{"replicas":1,"steps":["t"],"whole":{"y":"2"}}"""), "second")).Expect(409);
        Assert.Equal([".spec.steps", ".spec.whole"], refused.CauseFields().Order());
    }

    [Theory, EveryServer]
    public async Task An_entry_of_managedFields_says_who_how_when_and_what(string target)
    {
        var path = await targets[target].Maps() + "/a";
        var applied = (await targets[target].Apply(path, Manifests.ConfigMap("a"), "me")).Expect(201);
        var entry = Assert.Single(applied.Body["metadata"]!["managedFields"]!.AsArray())!;
        Assert.Equal(("me", "Apply", "v1", "FieldsV1"),
            ((string)entry["manager"]!, (string)entry["operation"]!, (string)entry["apiVersion"]!, (string)entry["fieldsType"]!));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", (string)entry["time"]!);
        Assert.NotNull(entry["fieldsV1"]!["f:data"]!["f:k"]);
        Assert.Null(entry["fieldsV1"]!["f:metadata"]?["f:name"]);
    }

    [Theory, EveryServer]
    public async Task The_manager_is_named_by_the_agent_or_by_the_option(string target)
    {
        var path = await targets[target].Maps();
        Assert.Equal([("contract-tests", "Update")], (await targets[target].Post(path, Manifests.ConfigMap("a"))).Expect(201).Managers());
        Assert.Equal([("somebody", "Update")], (await targets[target].Post(path + "?fieldManager=somebody", Manifests.ConfigMap("b"))).Expect(201).Managers());
    }

    [Theory, EveryServer]
    public async Task A_managers_name_has_a_limit(string target)
    {
        var path = await targets[target].Maps();
        (await targets[target].Post($"{path}?fieldManager={new string('m', 129)}", Manifests.ConfigMap("a"))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task ManagedFields_can_be_reset(string target)
    {
        var path = await targets[target].Maps() + "/a";
        (await targets[target].Apply(path, Manifests.ConfigMap("a"), "first")).Expect(201);
        var reset = (await targets[target].MergePatch(path, Manifests.Parse("""{"metadata":{"managedFields":[{}]}}"""))).Expect(200);
        Assert.Empty(reset.Managers());
    }

    [Theory, EveryServer]
    public async Task An_applied_configuration_has_no_managedFields(string target)
    {
        var path = await targets[target].Maps() + "/a";
        var applied = (await targets[target].Apply(path, Manifests.ConfigMap("a"), "me")).Expect(201).Body;
        (await targets[target].Apply(path, applied, "me")).Expect(400);
    }

    [Theory, EveryServer]
    public async Task A_configuration_with_an_old_version_conflicts(string target)
    {
        var path = await targets[target].Maps() + "/a";
        var first = (await targets[target].Apply(path, Manifests.ConfigMap("a"), "me")).Expect(201).ResourceVersion;
        (await targets[target].Apply(path, Manifests.ConfigMap("a", value: "w"), "me")).Expect(200);
        var stale = Manifests.ConfigMap("a", value: "x");
        stale["metadata"]!["resourceVersion"] = first;
        (await targets[target].Apply(path, stale, "me")).Expect(409);
    }

    [Theory, EveryServer]
    public async Task A_configuration_for_a_uid_creates_nothing(string target)
    {
        var path = await targets[target].Maps() + "/a";
        var intent = Manifests.ConfigMap("a");
        intent["metadata"]!["uid"] = Guid.NewGuid().ToString();
        (await targets[target].Apply(path, intent, "me")).Expect(409);
        (await targets[target].Get(path)).Expect(404);
    }

    [Theory, EveryServer]
    public async Task A_dry_run_apply_tells_conflicts_and_stores_nothing(string target)
    {
        var path = await targets[target].Maps() + "/a";
        Task<Answer> Dry(JsonObject map) => targets[target].Send("PATCH", path + "?dryRun=All&fieldManager=dry&force=false", map, "application/apply-patch+yaml");
        (await Dry(Manifests.ConfigMap("a"))).Expect(201);
        (await targets[target].Get(path)).Expect(404);
        (await targets[target].Apply(path, Manifests.ConfigMap("a"), "me")).Expect(201);
        (await Dry(Manifests.ConfigMap("a", value: "w"))).Expect(409);
        (await Dry(Manifests.ConfigMap("a"))).Expect(200);
        Assert.Equal([("me", "Apply")], (await targets[target].Get(path)).Managers());
    }

    [Theory, EveryServer]
    public async Task A_configuration_may_be_YAML_and_must_be_well_formed(string target)
    {
        var path = await targets[target].Maps() + "/a";
        const string Query = "?fieldManager=me";
        const string Yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: \"1\"\n";
        Assert.Equal("1", (string)(await targets[target].SendText("PATCH", path + Query, Yaml, "application/apply-patch+yaml")).Expect(201).Body["data"]!["k"]!);
        (await targets[target].SendText("PATCH", path + Query, "a: [b", "application/apply-patch+yaml")).Expect(400);
    }

    [Theory, EveryServer]
    public async Task Force_is_for_apply_only(string target)
    {
        var path = await targets[target].Maps("a") + "/a";
        (await targets[target].MergePatch(path + "?force=true", Manifests.Parse("{}"))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task A_configuration_names_the_object_of_the_URL(string target)
    {
        var path = await targets[target].Maps() + "/a";
        (await targets[target].Apply(path, Manifests.ConfigMap("b"), "me")).Expect(400);
    }

    [Theory, EveryServer]
    public async Task What_defaults_filled_in_is_nobodys_until_it_is_set(string target)
    {
        var api = targets[target];
        var path = $"/apis/apps/v1/namespaces/{await api.Namespace()}/deployments/web";
        var applied = (await api.Apply(path, Manifests.Deployment("web"), "me")).Expect(201);
        Assert.Equal(10, (int)applied.Body["spec"]!["revisionHistoryLimit"]!);
        Assert.Null(applied.Body["metadata"]!["managedFields"]![0]!["fieldsV1"]!["f:spec"]!["f:revisionHistoryLimit"]);
        var other = Manifests.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"revisionHistoryLimit":3}}""");
        Assert.Equal(3, (int)(await api.Apply(path, other, "second")).Expect(200).Body["spec"]!["revisionHistoryLimit"]!);
    }

    [Theory, EveryServer]
    public async Task A_defaulted_field_that_is_dropped_goes_back_to_its_default(string target)
    {
        var api = targets[target];
        var path = $"/apis/apps/v1/namespaces/{await api.Namespace()}/deployments/web";
        (await api.Apply(path, Manifests.Deployment("web", 5), "me")).Expect(201);
        var intent = Manifests.Deployment("web");
        intent["spec"]!.AsObject().Remove("replicas");
        Assert.Equal(1, (int)(await api.Apply(path, intent, "me")).Expect(200).Body["spec"]!["replicas"]!);
    }

    [Theory, Simulator, RealServerSince(22)]
    public async Task Status_is_applied_through_its_subresource_by_an_entry_of_its_own(string target)
    {
        var api = targets[target];
        var kind = await api.Define();
        (await api.Apply($"{kind.Path}/a", kind.Widget("a"), "me")).Expect(201);
        var status = Manifests.Named($"{kind.Group}/v1", "Widget", "a");
        status["status"] = new JsonObject { ["replicas"] = 4 };
        var applied = (await api.Apply($"{kind.Path}/a/status", status, "me")).Expect(200);
        Assert.Equal(4, (int)applied.Body["status"]!["replicas"]!);
        Assert.Equal(["", "status"], applied.Body["metadata"]!["managedFields"]!.AsArray().Select(entry => (string?)entry!["subresource"] ?? "").Order());
        // Nor does the object's own configuration, which says nothing of status, take it away.
        Assert.Equal(4, (int)(await api.Apply($"{kind.Path}/a", kind.Widget("a"), "me")).Expect(200).Body["status"]!["replicas"]!);
    }

    [Theory, Simulator, RealServerSince(25)]
    public async Task A_field_that_the_kind_does_not_have_is_refused(string target)
    {
        var path = await targets[target].Maps() + "/a";
        var intent = Manifests.ConfigMap("a");
        intent["dat"] = "x";
        Assert.Contains("field not declared in schema", (await targets[target].Apply(path, intent, "me")).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Containers(Answer deployment) =>
        deployment.Body["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(container => (string)container!["name"]!).Order();
}
