using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Watches: order, selectors, bookmarks, ends.</summary>
[Collection(nameof(ContractSuite))]
public sealed class WatchContract(Targets targets)
{
    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_watch_from_a_list_sees_every_later_change_in_order(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        var list = (await api.Get(path)).Expect(200);
        using var watch = await api.Watch($"{path}?resourceVersion={list.ResourceVersion}");
        (await api.Post(path, Manifests.ConfigMap("a"))).Expect(201);
        var patched = (await api.MergePatch($"{path}/a", Manifests.Parse("""{"data":{"k":"w"}}"""))).Expect(200);
        (await api.Delete($"{path}/a")).Expect(200);
        var added = await watch.NextChange();
        var modified = await watch.NextChange();
        var deleted = await watch.NextChange();
        Assert.Equal(["ADDED", "MODIFIED", "DELETED"], [added.Type, modified.Type, deleted.Type]);
        Assert.Equal(patched.ResourceVersion, modified.ResourceVersion);
        Assert.True(long.Parse(deleted.ResourceVersion) > long.Parse(modified.ResourceVersion));
        Assert.Equal("ConfigMap", (string)added.Object["kind"]!);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_watch_without_a_version_begins_with_what_is_there(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        (await api.Post(path, Manifests.ConfigMap("a", label: "red"))).Expect(201);
        foreach (var version in (string[])["", "&resourceVersion=0"])
        {
            using var watch = await api.Watch($"{path}?labelSelector=team%3Dred{version}");
            var first = await watch.NextChange();
            Assert.Equal(("ADDED", "a"), (first.Type, first.Name));
        }
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task What_comes_to_match_a_selector_is_added_and_what_no_longer_does_is_deleted(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        var start = (await api.Post(path, Manifests.ConfigMap("a", label: "red"))).Expect(201).ResourceVersion;
        using var watch = await api.Watch($"{path}?labelSelector=team%3Dblue&resourceVersion={start}");
        (await api.MergePatch($"{path}/a", Label("blue"))).Expect(200);
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"data":{"k":"w"}}"""))).Expect(200);
        (await api.MergePatch($"{path}/a", Label("red"))).Expect(200);
        (await api.Delete($"{path}/a")).Expect(200);
        (await api.Post(path, Manifests.ConfigMap("b", label: "blue"))).Expect(201);
        Assert.Equal(("ADDED", "a"), await NextOf(watch));
        Assert.Equal(("MODIFIED", "a"), await NextOf(watch));
        Assert.Equal(("DELETED", "a"), await NextOf(watch));
        Assert.Equal(("ADDED", "b"), await NextOf(watch));
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_watch_ends_by_itself_after_timeoutSeconds(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        var start = (await api.Get(path)).ResourceVersion;
        using var watch = await api.Watch($"{path}?timeoutSeconds=1&resourceVersion={start}");
        Assert.Equal(200, watch.Code);
        Assert.Null(await watch.Next());
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_watch_of_one_name_sees_only_it(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        var start = (await api.Get(path)).ResourceVersion;
        using var watch = await api.Watch($"{path}?fieldSelector=metadata.name%3Db&resourceVersion={start}");
        (await api.Post(path, Manifests.ConfigMap("a"))).Expect(201);
        (await api.Post(path, Manifests.ConfigMap("b"))).Expect(201);
        Assert.Equal(("ADDED", "b"), await NextOf(watch));
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_watch_of_a_Table_sends_rows(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        (await api.Post(path, Manifests.ConfigMap("a", label: "red"))).Expect(201);
        using var watch = await api.Watch($"{path}?labelSelector=team%3Dred", "application/json;as=Table;v=v1;g=meta.k8s.io");
        var first = await watch.NextChange();
        Assert.Equal("Table", (string)first.Object["kind"]!);
        Assert.Equal("Name", (string)first.Object["columnDefinitions"]![0]!["name"]!);
        Assert.Equal("a", (string)first.Object["rows"]![0]!["cells"]![0]!);
    }

    private static async Task<(string Type, string Name)> NextOf(Watch watch)
    {
        var next = await watch.NextChange();
        return (next.Type, next.Name);
    }

    private static JsonObject Label(string team) => new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["team"] = team } } };
}
