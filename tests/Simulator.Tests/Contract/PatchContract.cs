using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>The four kinds of patch.</summary>
[Collection(nameof(ContractSuite))]
public sealed class PatchContract(Targets targets)
{
    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_merge_patch_sets_and_removes(string target)
    {
        var (api, path) = await ConfigMap(target);
        var patched = await api.MergePatch(path, Manifests.Parse("""{"data":{"k":null,"n":"1"}}"""));
        Assert.Equal("""{"n":"1"}""", patched.Expect(200).Body["data"]!.ToJsonString());
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_JSON_patch_whose_test_fails_changes_nothing(string target)
    {
        var (api, path) = await ConfigMap(target);
        var good = new JsonArray(
            Manifests.Parse("""{"op":"test","path":"/data/k","value":"v"}"""), Manifests.Parse("""{"op":"replace","path":"/data/k","value":"w"}"""));
        (await api.JsonPatch(path, good)).Expect(200);
        Assert.Equal("Invalid", (await api.JsonPatch(path, (JsonArray)good.DeepClone())).Expect(422).Reason);
        Assert.Equal("w", (string)(await api.Get(path)).Body["data"]!["k"]!);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_strategic_patch_merges_containers_by_name(string target)
    {
        var (api, path) = await Deployment(target);
        var patch = Manifests.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"registry.example/side:1"}]}}}}""");
        var containers = (await api.StrategicPatch(path, patch)).Expect(200).Body["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(["main", "side"], containers.Select(container => (string)container!["name"]!).Order());
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_patch_with_a_stale_version_is_a_Conflict(string target)
    {
        var (api, path) = await ConfigMap(target);
        var patch = Manifests.Parse("""{"metadata":{"resourceVersion":"1"},"data":{"k":"w"}}""");
        (await api.MergePatch(path, patch)).Expect(409);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task An_unknown_patch_type_is_refused(string target)
    {
        var (api, path) = await ConfigMap(target);
        (await api.Send("PATCH", path, new JsonObject(), "application/json")).Expect(415);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
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

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task An_apply_that_changes_nothing_keeps_the_version(string target)
    {
        var (api, path) = await Deployment(target);
        var intent = Manifests.Deployment("web", 4);
        var first = (await api.Apply(path, intent, "me", force: true)).Expect(200);
        var again = (await api.Apply(path, intent, "me", force: true)).Expect(200);
        Assert.Equal(first.ResourceVersion, again.ResourceVersion);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
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

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task An_apply_needs_a_field_manager(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps/a";
        (await api.Send("PATCH", path, Manifests.ConfigMap("a"), "application/apply-patch+yaml")).Expect(422);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
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
