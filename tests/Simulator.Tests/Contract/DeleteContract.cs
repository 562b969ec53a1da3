using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Deletion: preconditions, finalizers, collections.</summary>
[Collection(nameof(ContractSuite))]
public sealed class DeleteContract(Targets targets)
{
    [Theory, EveryServer]
    public async Task A_delete_answers_with_a_Status_that_names_the_object(string target)
    {
        var (api, path) = await Maps(target, "a");
        var deleted = (await api.Delete($"{path}/a")).Expect(200).Body;
        Assert.Equal(("Status", "Success"), ((string)deleted["kind"]!, (string)deleted["status"]!));
        Assert.Equal("a", (string)deleted["details"]!["name"]!);
        (await api.Delete($"{path}/a")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task A_finalizer_holds_the_object_until_it_is_removed(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/hold"]}}"""))).Expect(200);
        var marked = (await api.Delete($"{path}/a")).Expect(200).Body;
        Assert.NotNull(marked["metadata"]!["deletionTimestamp"]);
        Assert.Equal("ConfigMap", (string)marked["kind"]!);
        (await api.Get($"{path}/a")).Expect(200);
        var last = (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":null}}"""))).Expect(200);
        Assert.Null(last.Body["metadata"]!["finalizers"]);
        (await api.Get($"{path}/a")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task No_finalizer_is_added_to_what_is_being_deleted(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/hold"]}}"""))).Expect(200);
        (await api.Delete($"{path}/a")).Expect(200);
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/hold","example.test/more"]}}"""))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task Deletion_counts_as_a_generation(string target)
    {
        var api = targets[target];
        var path = $"/apis/apps/v1/namespaces/{await api.Namespace()}/deployments";
        var deployment = Manifests.Deployment("web");
        deployment["metadata"]!["finalizers"] = new JsonArray("example.test/hold");
        (await api.Post(path, deployment)).Expect(201);
        Assert.Equal(2, (int)(await api.Delete($"{path}/web")).Expect(200).Body["metadata"]!["generation"]!);
    }

    [Theory, EveryServer]
    public async Task A_delete_for_another_uid_is_a_Conflict(string target)
    {
        var (api, path) = await Maps(target, "a");
        var options = Manifests.Parse($$$"""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"{{{Guid.NewGuid()}}}"}}""");
        (await api.Delete($"{path}/a", options)).Expect(409);
        (await api.Get($"{path}/a")).Expect(200);
    }

    [Theory, EveryServer]
    public async Task Foreground_deletion_waits_for_the_garbage_collector(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.Delete($"{path}/a?propagationPolicy=Foreground")).Expect(200);
        var held = (await api.Get($"{path}/a")).Expect(200).Body["metadata"]!;
        Assert.Equal("foregroundDeletion", (string)held["finalizers"]![0]!);
    }

    [Theory, EveryServer]
    public async Task A_collection_is_deleted_by_selector(string target)
    {
        var (api, path) = await Maps(target, "a", "b");
        (await api.Post(path, Manifests.ConfigMap("c", label: "blue"))).Expect(201);
        (await api.Delete($"{path}?labelSelector=team%3Dblue")).Expect(200);
        (await api.Get($"{path}/c")).Expect(404);
        (await api.Get($"{path}/a")).Expect(200);
    }

    [Theory, EveryServer]
    public async Task A_delete_for_another_version_is_a_Conflict(string target)
    {
        var (api, path) = await Maps(target, "a");
        var version = (await api.Get($"{path}/a")).ResourceVersion;
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"data":{"k":"w"}}"""))).Expect(200);
        JsonObject Options(string at) => Manifests.Parse($$$"""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"resourceVersion":"{{{at}}}"}}""");
        (await api.Delete($"{path}/a", Options(version))).Expect(409);
        (await api.Delete($"{path}/a", Options((await api.Get($"{path}/a")).ResourceVersion))).Expect(200);
    }

    [Theory, EveryServer]
    public async Task Orphaning_waits_for_the_garbage_collector(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.Delete($"{path}/a?propagationPolicy=Orphan")).Expect(200);
        Assert.Equal("orphan", (string)(await api.Get($"{path}/a")).Expect(200).Body["metadata"]!["finalizers"]![0]!);
        var last = (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":null}}"""))).Expect(200);
        Assert.Null(last.Body["metadata"]!["finalizers"]);
        (await api.Get($"{path}/a")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task Background_deletion_is_at_once(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.Delete($"{path}/a", Manifests.Parse("""{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background"}"""))).Expect(200);
        (await api.Get($"{path}/a")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task An_unknown_propagation_is_Invalid(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.Delete($"{path}/a?propagationPolicy=Sideways")).Expect(422);
        (await api.Delete($"{path}/a?propagationPolicy=Orphan&orphanDependents=true")).Expect(422);
        (await api.Get($"{path}/a")).Expect(200);
    }

    [Theory, EveryServer]
    public async Task A_second_delete_of_what_is_held_changes_nothing(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/hold"]}}"""))).Expect(200);
        var first = (await api.Delete($"{path}/a")).Expect(200);
        var second = (await api.Delete($"{path}/a")).Expect(200);
        Assert.Equal(first.ResourceVersion, second.ResourceVersion);
        Assert.Equal((string)first.Body["metadata"]!["deletionTimestamp"]!, (string)second.Body["metadata"]!["deletionTimestamp"]!);
    }

    [Theory, EveryServer]
    public async Task The_time_of_deletion_cannot_be_taken_back(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/hold"]}}"""))).Expect(200);
        (await api.Delete($"{path}/a")).Expect(200);
        var patched = await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"deletionTimestamp":null,"labels":{"a":"b"}}}"""));
        Assert.NotNull(patched.Expect(200).Body["metadata"]!["deletionTimestamp"]);
    }

    [Theory, EveryServer]
    public async Task One_of_two_finalizers_still_holds(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/a","example.test/b"]}}"""))).Expect(200);
        (await api.Delete($"{path}/a")).Expect(200);
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/b"]}}"""))).Expect(200);
        (await api.Get($"{path}/a")).Expect(200);
        var last = (await api.Get($"{path}/a")).Body;
        last["metadata"]!["finalizers"] = new JsonArray();
        (await api.Put($"{path}/a", last)).Expect(200);
        (await api.Get($"{path}/a")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task A_collection_is_deleted_by_field(string target)
    {
        var (api, path) = await Maps(target, "a", "b");
        var deleted = (await api.Delete($"{path}?fieldSelector=metadata.name%3Da")).Expect(200);
        Assert.Equal("ConfigMapList", (string)deleted.Body["kind"]!);
        Assert.Equal(["b"], (await api.Get(path)).Names);
    }

    [Theory, EveryServer]
    public async Task A_bound_pod_has_a_grace_period_and_an_unbound_one_has_none(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/pods";
        (await api.Post(path, Manifests.Pod("bound", "node-x"))).Expect(201);
        (await api.Post(path, Manifests.Pod("free"))).Expect(201);
        (await api.Delete($"{path}/free")).Expect(200);
        (await api.Get($"{path}/free")).Expect(404);
        Assert.Equal(30, (int)(await api.Delete($"{path}/bound")).Expect(200).Body["metadata"]!["deletionGracePeriodSeconds"]!);
        (await api.Get($"{path}/bound")).Expect(200);
        (await api.Delete($"{path}/bound", Manifests.Parse("""{"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":0}"""))).Expect(200);
        (await api.Get($"{path}/bound")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task A_namespace_goes_when_it_is_finalized(string target)
    {
        var api = targets[target];
        var name = await api.Namespace();
        var held = (await api.Delete($"/api/v1/namespaces/{name}")).Expect(200).Body;
        Assert.Equal("kubernetes", (string)held["spec"]!["finalizers"]![0]!);
        held["spec"]!["finalizers"] = new JsonArray();
        (await api.Put($"/api/v1/namespaces/{name}/finalize", held)).Expect(200);
        (await api.Get($"/api/v1/namespaces/{name}")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task A_second_delete_of_a_namespace_changes_nothing(string target)
    {
        var api = targets[target];
        var name = await api.Namespace();
        var first = (await api.Delete($"/api/v1/namespaces/{name}")).Expect(200);
        Assert.Equal(first.ResourceVersion, (await api.Delete($"/api/v1/namespaces/{name}")).Expect(200).ResourceVersion);
    }

    [Theory, EveryServer]
    public async Task What_is_in_a_namespace_that_goes_away_can_still_be_changed(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.Delete($"/api/v1/namespaces/{path.Split('/')[4]}")).Expect(200);
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"data":{"k":"w"}}"""))).Expect(200);
        (await api.Delete($"{path}/a")).Expect(200);
    }

    [Theory, EveryServer]
    public async Task Namespaces_of_the_system_are_not_deleted(string target)
    {
        foreach (var name in (string[])["default", "kube-system", "kube-public"]) (await targets[target].Delete($"/api/v1/namespaces/{name}")).Expect(403);
    }

    [Theory, EveryServer]
    public async Task A_namespaces_finalizers_are_not_the_main_resources_to_write(string target)
    {
        var api = targets[target];
        var name = await api.Namespace();
        var patched = (await api.MergePatch($"/api/v1/namespaces/{name}", Manifests.Parse("""{"spec":{"finalizers":[]},"status":{"phase":"Gone"}}"""))).Expect(200).Body;
        Assert.Equal("kubernetes", (string)patched["spec"]!["finalizers"]![0]!);
        Assert.Equal("Active", (string)patched["status"]!["phase"]!);
    }

    [Theory, Simulator, RealServerSince(21)]
    public async Task A_namespace_is_labelled_with_its_name(string target)
    {
        var api = targets[target];
        var name = await api.Namespace();
        Assert.Equal(name, (string)(await api.Get($"/api/v1/namespaces/{name}")).Body["metadata"]!["labels"]!["kubernetes.io/metadata.name"]!);
    }

    private async Task<(ApiTarget Api, string Path)> Maps(string target, params string[] names)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        foreach (var name in names) (await api.Post(path, Manifests.ConfigMap(name))).Expect(201);
        return (api, path);
    }
}
