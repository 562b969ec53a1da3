using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Deletion: preconditions, finalizers, collections.</summary>
[Collection(nameof(ContractSuite))]
public sealed class DeleteContract(Targets targets)
{
    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_delete_answers_with_a_Status_that_names_the_object(string target)
    {
        var (api, path) = await Maps(target, "a");
        var deleted = (await api.Delete($"{path}/a")).Expect(200).Body;
        Assert.Equal(("Status", "Success"), ((string)deleted["kind"]!, (string)deleted["status"]!));
        Assert.Equal("a", (string)deleted["details"]!["name"]!);
        (await api.Delete($"{path}/a")).Expect(404);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_finalizer_holds_the_object_until_it_is_removed(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/hold"]}}"""))).Expect(200);
        var marked = (await api.Delete($"{path}/a")).Expect(200).Body;
        Assert.NotNull(marked["metadata"]!["deletionTimestamp"]);
        Assert.Equal("ConfigMap", (string)marked["kind"]!);
        (await api.Get($"{path}/a")).Expect(200);
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":null}}"""))).Expect(200);
        (await api.Get($"{path}/a")).Expect(404);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task No_finalizer_is_added_to_what_is_being_deleted(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/hold"]}}"""))).Expect(200);
        (await api.Delete($"{path}/a")).Expect(200);
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":["example.test/hold","example.test/more"]}}"""))).Expect(422);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Deletion_counts_as_a_generation(string target)
    {
        var api = targets[target];
        var path = $"/apis/apps/v1/namespaces/{await api.Namespace()}/deployments";
        var deployment = Manifests.Deployment("web");
        deployment["metadata"]!["finalizers"] = new JsonArray("example.test/hold");
        (await api.Post(path, deployment)).Expect(201);
        Assert.Equal(2, (int)(await api.Delete($"{path}/web")).Expect(200).Body["metadata"]!["generation"]!);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_delete_for_another_uid_is_a_Conflict(string target)
    {
        var (api, path) = await Maps(target, "a");
        var options = Manifests.Parse($$$"""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"{{{Guid.NewGuid()}}}"}}""");
        (await api.Delete($"{path}/a", options)).Expect(409);
        (await api.Get($"{path}/a")).Expect(200);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Foreground_deletion_waits_for_the_garbage_collector(string target)
    {
        var (api, path) = await Maps(target, "a");
        (await api.Delete($"{path}/a?propagationPolicy=Foreground")).Expect(200);
        var held = (await api.Get($"{path}/a")).Expect(200).Body["metadata"]!;
        Assert.Equal("foregroundDeletion", (string)held["finalizers"]![0]!);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_collection_is_deleted_by_selector(string target)
    {
        var (api, path) = await Maps(target, "a", "b");
        (await api.Post(path, Manifests.ConfigMap("c", label: "blue"))).Expect(201);
        (await api.Delete($"{path}?labelSelector=team%3Dblue")).Expect(200);
        (await api.Get($"{path}/c")).Expect(404);
        (await api.Get($"{path}/a")).Expect(200);
    }

    private async Task<(ApiTarget Api, string Path)> Maps(string target, params string[] names)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        foreach (var name in names) (await api.Post(path, Manifests.ConfigMap(name))).Expect(201);
        return (api, path);
    }
}
