using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Watches: order, selectors, bookmarks, ends.</summary>
[Collection(nameof(ContractSuite))]
public sealed class WatchContract(Targets targets)
{
    [Theory, EveryServer]
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

    [Theory, EveryServer]
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

    [Theory, EveryServer]
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

    [Theory, EveryServer]
    public async Task A_watch_ends_by_itself_after_timeoutSeconds(string target)
    {
        var api = targets[target];
        var path = $"/api/v1/namespaces/{await api.Namespace()}/configmaps";
        var start = (await api.Get(path)).ResourceVersion;
        using var watch = await api.Watch($"{path}?timeoutSeconds=1&resourceVersion={start}");
        Assert.Equal(200, watch.Code);
        Assert.Null(await watch.Next());
    }

    [Theory, EveryServer]
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

    [Theory, EveryServer]
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

    [Theory, EveryServer]
    public async Task A_watch_from_the_past_replays_what_happened_since(string target)
    {
        var api = targets[target];
        var path = await api.Maps();
        var start = (await api.Get(path)).ResourceVersion;
        (await api.Post(path, Manifests.ConfigMap("a"))).Expect(201);
        (await api.Delete($"{path}/a")).Expect(200);
        (await api.Post(path, Manifests.ConfigMap("b"))).Expect(201);
        using var watch = await api.Watch($"{path}?resourceVersion={start}");
        Assert.Equal(("ADDED", "a"), await NextOf(watch));
        Assert.Equal(("DELETED", "a"), await NextOf(watch));
        Assert.Equal(("ADDED", "b"), await NextOf(watch));
    }

    [Theory, EveryServer]
    public async Task A_watch_over_all_namespaces_sees_each(string target)
    {
        var api = targets[target];
        var (one, two) = (await api.Maps(), await api.Maps());
        var start = (await api.Get(two)).ResourceVersion;
        using var watch = await api.Watch($"/api/v1/configmaps?resourceVersion={start}");
        (await api.Post(one, Manifests.ConfigMap("in-one"))).Expect(201);
        (await api.Post(two, Manifests.ConfigMap("in-two"))).Expect(201);
        Assert.Equal(("ADDED", "in-one"), await NextOf(watch));
        Assert.Equal(("ADDED", "in-two"), await NextOf(watch));
    }

    [Theory, EveryServer]
    public async Task A_watch_with_bookmarks_gets_one_before_its_end(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a");
        var start = (await api.Get(path)).ResourceVersion;
        var bookmark = await BookmarkAsync();
        // A busy server may miss the moment before one watch's end, not before those of all.
        for (var i = 0; bookmark is null && i < 4; i++) bookmark = await BookmarkAsync();
        Assert.Equal("BOOKMARK", bookmark!.Type);
        Assert.Equal("ConfigMap", (string)bookmark.Object["kind"]!);
        Assert.True(long.Parse(bookmark.ResourceVersion) >= long.Parse(start));
        Assert.Equal("", bookmark.Name);

        async Task<WatchEvent?> BookmarkAsync()
        {
            using var watch = await api.Watch($"{path}?resourceVersion={start}&allowWatchBookmarks=true&timeoutSeconds=6");
            // Servers say only what is new.
            await api.Maps("elsewhere");
            return await watch.Next();
        }
    }

    [Theory, EveryServer]
    public async Task A_watch_of_metadata_sends_no_spec(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a");
        using var watch = await api.Watch(path, "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        var first = await watch.NextChange();
        Assert.Equal("PartialObjectMetadata", (string)first.Object["kind"]!);
        Assert.Null(first.Object["data"]);
    }

    [Theory, EveryServer]
    public async Task A_deletion_held_by_a_finalizer_is_a_change_and_its_end_a_deletion(string target)
    {
        var api = targets[target];
        var path = await api.Maps();
        var map = Manifests.ConfigMap("a");
        map["metadata"]!["finalizers"] = new JsonArray("example.test/hold");
        var start = (await api.Post(path, map)).Expect(201).ResourceVersion;
        using var watch = await api.Watch($"{path}?resourceVersion={start}");
        (await api.Delete($"{path}/a")).Expect(200);
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"metadata":{"finalizers":null}}"""))).Expect(200);
        var marked = await watch.NextChange();
        Assert.Equal("MODIFIED", marked.Type);
        Assert.NotNull(marked.Object["metadata"]!["deletionTimestamp"]);
        Assert.Equal(("DELETED", "a"), await NextOf(watch));
    }

    [Theory, EveryServer]
    public async Task A_deletion_carries_the_last_state(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a");
        var changed = (await api.MergePatch($"{path}/a", Manifests.Parse("""{"data":{"k":"last"}}"""))).Expect(200).ResourceVersion;
        using var watch = await api.Watch($"{path}?resourceVersion={changed}");
        (await api.Delete($"{path}/a")).Expect(200);
        var deleted = await watch.NextChange();
        Assert.Equal("last", (string)deleted.Object["data"]!["k"]!);
    }

    [Theory, EveryServer]
    public async Task A_write_that_changes_nothing_is_no_event(string target)
    {
        var api = targets[target];
        var path = await api.Maps();
        var map = (await api.Post(path, Manifests.ConfigMap("a"))).Expect(201);
        using var watch = await api.Watch($"{path}?resourceVersion={map.ResourceVersion}");
        (await api.MergePatch($"{path}/a", Manifests.Parse("""{"data":{"k":"v"}}"""))).Expect(200);
        (await api.Put($"{path}/a", map.Body)).Expect(200);
        (await api.Post(path, Manifests.ConfigMap("b"))).Expect(201);
        Assert.Equal(("ADDED", "b"), await NextOf(watch));
    }

    [Theory, EveryServer]
    public async Task A_watch_with_a_malformed_version_is_refused(string target)
    {
        var path = await targets[target].Maps();
        Assert.NotEqual(200, (await targets[target].Get($"{path}?watch=true&resourceVersion=abc&timeoutSeconds=1")).Code);
    }

    [Theory, Simulator, RealServerSince(34)]
    public async Task A_streaming_list_ends_with_a_marked_bookmark(string target)
    {
        var api = targets[target];
        var path = await api.Maps("a", "b");
        using var watch = await api.Watch(path + "?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        Assert.Equal(("ADDED", "a"), await NextOf(watch));
        Assert.Equal(("ADDED", "b"), await NextOf(watch));
        var end = (await watch.Next())!;
        Assert.Equal("BOOKMARK", end.Type);
        Assert.Equal("true", (string)end.Object["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!);
    }

    private static async Task<(string Type, string Name)> NextOf(Watch watch)
    {
        var next = await watch.NextChange();
        return (next.Type, next.Name);
    }

    private static JsonObject Label(string team) => new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["team"] = team } } };
}
