using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>The four kinds of patch.</summary>
[Collection(nameof(ContractSuite))]
public sealed class PatchContract(Targets targets)
{
    [Theory, EveryServer]
    public async Task A_merge_patch_sets_and_removes(string target)
    {
        var (api, path) = await ConfigMap(target);
        var patched = await api.MergePatch(path, Manifests.Parse("""{"data":{"k":null,"n":"1"}}"""));
        Assert.Equal("""{"n":"1"}""", patched.Expect(200).Body["data"]!.ToJsonString());
    }

    [Theory, EveryServer]
    public async Task A_JSON_patch_whose_test_fails_changes_nothing(string target)
    {
        var (api, path) = await ConfigMap(target);
        var good = new JsonArray(
            Manifests.Parse("""{"op":"test","path":"/data/k","value":"v"}"""), Manifests.Parse("""{"op":"replace","path":"/data/k","value":"w"}"""));
        (await api.JsonPatch(path, good)).Expect(200);
        Assert.Equal("Invalid", (await api.JsonPatch(path, (JsonArray)good.DeepClone())).Expect(422).Reason);
        Assert.Equal("w", (string)(await api.Get(path)).Body["data"]!["k"]!);
    }

    [Theory, EveryServer]
    public async Task A_strategic_patch_merges_containers_by_name(string target)
    {
        var (api, path) = await Deployment(target);
        var patch = Manifests.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"registry.example/side:1"}]}}}}""");
        var containers = (await api.StrategicPatch(path, patch)).Expect(200).Body["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(["main", "side"], containers.Select(container => (string)container!["name"]!).Order());
    }

    [Theory, EveryServer]
    public async Task A_patch_with_a_stale_version_is_a_Conflict(string target)
    {
        var (api, path) = await ConfigMap(target);
        var patch = Manifests.Parse("""{"metadata":{"resourceVersion":"1"},"data":{"k":"w"}}""");
        (await api.MergePatch(path, patch)).Expect(409);
    }

    [Theory, EveryServer]
    public async Task An_unknown_patch_type_is_refused(string target)
    {
        var (api, path) = await ConfigMap(target);
        (await api.Send("PATCH", path, new JsonObject(), "application/json")).Expect(415);
    }

    [Theory, EveryServer]
    public async Task An_apply_creates_then_changes_then_removes_what_it_leaves_out(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps/a";
        var intent = Manifests.ConfigMap("a");
        intent["data"]!["second"] = "2";
        (await api.Apply(path, intent, "me")).Expect(201);
        intent["data"]!.AsObject().Remove("second");
        var applied = (await api.Apply(path, intent, "me")).Expect(200);
        Assert.Equal("""{"k":"v"}""", applied.Body["data"]!.ToJsonString());
        var entry = Assert.Single(applied.Body["metadata"]!["managedFields"]!.AsArray());
        Assert.Equal(("me", "Apply"), ((string)entry!["manager"]!, (string)entry["operation"]!));
    }

    [Theory, EveryServer]
    public async Task An_apply_that_changes_nothing_keeps_the_version(string target)
    {
        var (api, path) = await Deployment(target);
        var intent = Manifests.Deployment("web", 4);
        var first = (await api.Apply(path, intent, "me", force: true)).Expect(200);
        var again = (await api.Apply(path, intent, "me", force: true)).Expect(200);
        Assert.Equal(first.ResourceVersion, again.ResourceVersion);
    }

    [Theory, EveryServer]
    public async Task Two_managers_of_one_field_conflict_unless_one_forces(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps/a";
        (await api.Apply(path, Manifests.ConfigMap("a"), "first")).Expect(201);
        var conflict = (await api.Apply(path, Manifests.ConfigMap("a", value: "other"), "second")).Expect(409);
        var cause = conflict.Body["details"]!["causes"]![0]!;
        Assert.Equal(("FieldManagerConflict", ".data.k"), ((string)cause["reason"]!, (string)cause["field"]!));
        Assert.Contains("conflict with \"first\"", conflict.Message, StringComparison.Ordinal);
        var forced = (await api.Apply(path, Manifests.ConfigMap("a", value: "other"), "second", force: true)).Expect(200);
        Assert.Equal("other", (string)forced.Body["data"]!["k"]!);
    }

    [Theory, EveryServer]
    public async Task An_apply_needs_a_field_manager(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps/a";
        (await api.Send("PATCH", path, Manifests.ConfigMap("a"), "application/apply-patch+yaml")).Expect(422);
    }

    [Theory, EveryServer]
    public async Task What_others_set_survives_an_apply_that_does_not_name_it(string target)
    {
        var api = targets[target];
        var path = $"/apis/apps/v1/namespaces/{await api.Namespace()}/deployments/web";
        var intent = Manifests.Deployment("web");
        intent["spec"]!.AsObject().Remove("replicas");
        (await api.Apply(path, intent, "me")).Expect(201);
        (await api.MergePatch(path, Manifests.Parse("""{"spec":{"replicas":6}}"""))).Expect(200);
        var applied = (await api.Apply(path, intent, "me")).Expect(200);
        Assert.Equal(6, (int)applied.Body["spec"]!["replicas"]!);
    }

    [Theory, EveryServer]
    public async Task A_JSON_patch_adds_moves_copies_and_removes(string target)
    {
        var (api, path) = await ConfigMap(target);
        var patched = (await api.JsonPatch(path, Operations("""
            [{"op":"add","path":"/data/a~1b","value":"1"},{"op":"copy","from":"/data/k","path":"/data/c"},
             {"op":"move","from":"/data/k","path":"/data/m"},{"op":"remove","path":"/data/a~1b"}]
            """))).Expect(200).Body["data"]!.AsObject();
        Assert.Equal(["c", "m"], patched.Select(entry => entry.Key).Order());
        Assert.Equal("v", (string)patched["m"]!);
    }

    [Theory, EveryServer]
    public async Task A_JSON_patch_of_what_is_not_there_is_refused(string target)
    {
        var (api, path) = await ConfigMap(target);
        (await api.JsonPatch(path, Operations("""[{"op":"remove","path":"/data/none"}]"""))).Expect(422);
        (await api.JsonPatch(path, Operations("""[{"op":"replace","path":"/spec/none","value":1}]"""))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task A_JSON_patch_is_an_array_of_operations(string target)
    {
        var (api, path) = await ConfigMap(target);
        (await api.Send("PATCH", path, Manifests.Parse("""{"op":"add"}"""), "application/json-patch+json")).Expect(400);
        (await api.JsonPatch(path, Operations("""[{"op":"twist","path":"/data/k"}]"""))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task A_JSON_patch_can_test_the_version(string target)
    {
        var (api, path) = await ConfigMap(target);
        var version = (await api.Get(path)).ResourceVersion;
        var patch = Operations($$"""[{"op":"test","path":"/metadata/resourceVersion","value":"{{version}}"},{"op":"replace","path":"/data/k","value":"w"}]""");
        (await api.JsonPatch(path, (JsonArray)patch.DeepClone())).Expect(200);
        (await api.JsonPatch(path, patch)).Expect(422);
    }

    [Theory, EveryServer]
    public async Task A_merge_patch_replaces_lists_and_ignores_null_for_what_is_not_there(string target)
    {
        var (api, path) = await ConfigMap(target);
        (await api.MergePatch(path, Manifests.Parse("""{"metadata":{"finalizers":["example.test/a","example.test/b"]}}"""))).Expect(200);
        var patched = await api.MergePatch(path, Manifests.Parse("""{"metadata":{"finalizers":["example.test/c"],"annotations":{"none":null}},"data":{"n":null}}"""));
        Assert.Equal("""["example.test/c"]""", patched.Expect(200).Body["metadata"]!["finalizers"]!.ToJsonString());
        Assert.Equal("""{"k":"v"}""", patched.Body["data"]!.ToJsonString());
        Assert.Null(patched.Body["metadata"]!["annotations"]);
    }

    [Theory, EveryServer]
    public async Task A_merge_patch_of_null_removes_a_whole_map(string target)
    {
        var (api, path) = await ConfigMap(target);
        Assert.Null((await api.MergePatch(path, Manifests.Parse("""{"data":null}"""))).Expect(200).Body["data"]);
    }

    [Theory, EveryServer]
    public async Task A_strategic_patch_deletes_and_replaces_by_directive(string target)
    {
        var (api, path) = await Deployment(target);
        JsonObject Containers(string list) => Manifests.Parse("{\"spec\":{\"template\":{\"spec\":{\"containers\":" + list + "}}}}");
        (await api.StrategicPatch(path, Containers("""[{"name":"side","image":"registry.example/side:1"}]"""))).Expect(200);
        var one = await api.StrategicPatch(path, Containers("""[{"name":"side","$patch":"delete"}]"""));
        Assert.Equal(["main"], Names(one.Expect(200)));
        var replaced = await api.StrategicPatch(path, Containers("""[{"name":"new","image":"registry.example/new:1"},{"$patch":"replace"}]"""));
        Assert.Equal(["new"], Names(replaced.Expect(200)));
    }

    [Theory, EveryServer]
    public async Task A_strategic_patch_merges_sets_and_deletes_from_them(string target)
    {
        var (api, path) = await ConfigMap(target);
        (await api.StrategicPatch(path, Manifests.Parse("""{"metadata":{"finalizers":["example.test/a"]}}"""))).Expect(200);
        var both = (await api.StrategicPatch(path, Manifests.Parse("""{"metadata":{"finalizers":["example.test/b"]}}"""))).Expect(200);
        Assert.Equal(2, both.Body["metadata"]!["finalizers"]!.AsArray().Count);
        var one = await api.StrategicPatch(path, Manifests.Parse("""{"metadata":{"$deleteFromPrimitiveList/finalizers":["example.test/a"]}}"""));
        Assert.Equal("""["example.test/b"]""", one.Expect(200).Body["metadata"]!["finalizers"]!.ToJsonString());
    }

    [Theory, EveryServer]
    public async Task A_strategic_patch_keeps_only_what_retainKeys_names(string target)
    {
        var (api, path) = await Deployment(target);
        var patched = await api.StrategicPatch(path, Manifests.Parse("""{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}"""));
        Assert.Equal("""{"type":"Recreate"}""", patched.Expect(200).Body["spec"]!["strategy"]!.ToJsonString());
    }

    [Theory, EveryServer]
    public async Task A_strategic_patch_orders_a_list_as_it_says(string target)
    {
        var (api, path) = await Deployment(target);
        var patched = await api.StrategicPatch(path, Manifests.Parse("""
            {"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"first"},{"name":"main"}],
             "containers":[{"name":"first","image":"registry.example/first:1"}]}}}}
            """));
        Assert.Equal(["first", "main"], Names(patched.Expect(200)));
    }

    [Theory, EveryServer]
    public async Task A_patch_cannot_rename_or_move(string target)
    {
        var (api, path) = await ConfigMap(target);
        (await api.MergePatch(path, Manifests.Parse("""{"metadata":{"name":"b"}}"""))).Expect(400);
        (await api.MergePatch(path, Manifests.Parse("""{"metadata":{"namespace":"default"}}"""))).Expect(400);
    }

    [Theory, EveryServer]
    public async Task A_patch_does_not_change_the_uid(string target)
    {
        var (api, path) = await ConfigMap(target);
        (await api.MergePatch(path, Manifests.Parse($$$"""{"metadata":{"uid":"{{{Guid.NewGuid()}}}"}}"""))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task A_patch_with_the_present_version_is_taken(string target)
    {
        var (api, path) = await ConfigMap(target);
        var version = (await api.Get(path)).ResourceVersion;
        (await api.MergePatch(path, Manifests.Parse($$$"""{"metadata":{"resourceVersion":"{{{version}}}"},"data":{"k":"w"}}"""))).Expect(200);
    }

    [Theory, EveryServer]
    public async Task A_dry_run_patch_answers_and_stores_nothing(string target)
    {
        var (api, path) = await ConfigMap(target);
        var dry = (await api.MergePatch(path + "?dryRun=All", Manifests.Parse("""{"data":{"k":"w"}}"""))).Expect(200);
        Assert.Equal("w", (string)dry.Body["data"]!["k"]!);
        Assert.Equal("v", (string)(await api.Get(path)).Body["data"]!["k"]!);
    }

    [Theory, EveryServer]
    public async Task A_patch_that_makes_the_object_invalid_is_refused(string target)
    {
        var (api, path) = await Deployment(target);
        (await api.MergePatch(path, Manifests.Parse("""{"spec":{"replicas":-1}}"""))).Expect(422);
        (await api.MergePatch(path, Manifests.Parse("""{"metadata":{"labels":{"a":"not good"}}}"""))).Expect(422);
    }

    private static JsonArray Operations(string json) => (JsonArray)JsonNode.Parse(json)!;

    private static IEnumerable<string> Names(Answer deployment) =>
        deployment.Body["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(container => (string)container!["name"]!);

    private async Task<(ApiTarget Api, string Path)> ConfigMap(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        (await api.Post(path, Manifests.ConfigMap("a"))).Expect(201);
        return (api, path + "/a");
    }

    private async Task<(ApiTarget Api, string Path)> Deployment(string target)
    {
        var api = targets[target];
        var path = $"/apis/apps/v1/namespaces/{await api.Namespace()}/deployments";
        (await api.Post(path, Manifests.Deployment("web"))).Expect(201);
        return (api, path + "/web");
    }
}
