using Loadline.Simulator.Tests.Contract;

namespace Loadline.Simulator.Tests.Cluster;

/// <summary>What the simulator can be told to do to watches, and features that older real servers lack.</summary>
public sealed class WatchFeatureTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string StreamingList = Maps + "?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=team%3Dred";

    [Fact]
    public async Task A_streaming_list_ends_its_first_part_with_a_marked_bookmark()
    {
        await using var fixture = await ClusterFixture.Start();
        foreach (var name in (string[])["a", "b"]) (await fixture.Api.Post(Maps, Manifests.ConfigMap(name, label: "red"))).Expect(201);
        using var watch = await fixture.Api.Watch(StreamingList);
        Assert.Equal("a", (await watch.Next())!.Name);
        Assert.Equal("b", (await watch.Next())!.Name);
        var bookmark = (await watch.Next())!;
        Assert.Equal("BOOKMARK", bookmark.Type);
        Assert.Equal("true", (string)bookmark.Object["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!);
        (await fixture.Api.Delete(Maps + "/a")).Expect(200);
        Assert.Equal("DELETED", (await watch.Next())!.Type);
    }

    [Fact]
    public async Task A_server_without_streaming_lists_refuses_them()
    {
        await using var fixture = await ClusterFixture.Start(new SimulatedClusterOptions { Name = "old", WatchList = false });
        using var watch = await fixture.Api.Watch(StreamingList);
        Assert.Equal(422, watch.Code);
    }

    [Fact]
    public async Task A_watch_from_compacted_history_gets_Expired_as_an_event()
    {
        await using var fixture = await ClusterFixture.Start();
        var start = (await fixture.Api.Get(Maps)).ResourceVersion;
        (await fixture.Api.Post(Maps, Manifests.ConfigMap("a"))).Expect(201);
        fixture.Cluster.Store.Compact();
        using var watch = await fixture.Api.Watch($"{Maps}?resourceVersion={start}");
        Assert.Equal(200, watch.Code);
        var error = (await watch.Next())!;
        Assert.Equal(("ERROR", 410, "Expired"), (error.Type, (int)error.Object["code"]!, (string)error.Object["reason"]!));
        Assert.Null(await watch.Next());
    }

    [Fact]
    public async Task A_continued_list_from_compacted_history_is_Expired()
    {
        await using var fixture = await ClusterFixture.Start();
        foreach (var name in (string[])["a", "b"]) (await fixture.Api.Post(Maps, Manifests.ConfigMap(name))).Expect(201);
        var token = (string)(await fixture.Api.Get(Maps + "?limit=1")).Body["metadata"]!["continue"]!;
        (await fixture.Api.Delete(Maps + "/a")).Expect(200);
        fixture.Cluster.Store.Compact();
        Assert.Equal("Expired", (await fixture.Api.Get($"{Maps}?limit=1&continue={token}")).Expect(410).Reason);
    }

    [Fact]
    public async Task An_idle_watch_gets_bookmarks_that_advance()
    {
        await using var fixture = await ClusterFixture.Start(new SimulatedClusterOptions { Name = "bookmarks", BookmarkInterval = TimeSpan.FromMilliseconds(50) });
        var start = (await fixture.Api.Get(Maps)).ResourceVersion;
        using var watch = await fixture.Api.Watch($"{Maps}?resourceVersion={start}&allowWatchBookmarks=true");
        var other = (await fixture.Api.Post("/api/v1/namespaces/default/secrets", Manifests.Named("v1", "Secret", "s"))).Expect(201).ResourceVersion;
        WatchEvent? bookmark;
        do bookmark = await watch.Next();
        while (long.Parse(bookmark!.ResourceVersion) < long.Parse(other));
        Assert.Equal("BOOKMARK", bookmark.Type);
    }

    [Fact]
    public async Task The_last_event_before_a_timeout_is_a_bookmark()
    {
        await using var fixture = await ClusterFixture.Start();
        var start = (await fixture.Api.Get(Maps)).ResourceVersion;
        using var watch = await fixture.Api.Watch($"{Maps}?resourceVersion={start}&allowWatchBookmarks=true&timeoutSeconds=1");
        Assert.Equal("BOOKMARK", (await watch.Next())!.Type);
        Assert.Null(await watch.Next());
    }

    [Theory, InlineData("v2"), InlineData("v2beta1")]
    public async Task Discovery_comes_in_one_document_per_prefix(string version)
    {
        await using var fixture = await ClusterFixture.Start();
        var accept = $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList";
        var apis = (await fixture.Api.Get("/apis", accept)).Expect(200);
        Assert.Equal(accept, apis.ContentType.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal($"apidiscovery.k8s.io/{version}", (string)apis.Body["apiVersion"]!);
        var apps = apis.Body["items"]!.AsArray().Single(group => (string)group!["metadata"]!["name"]! == "apps")!;
        var deployments = apps["versions"]![0]!["resources"]!.AsArray().Single(resource => (string)resource!["resource"]! == "deployments")!;
        Assert.Equal(["scale", "status"], deployments["subresources"]!.AsArray().Select(sub => (string)sub!["subresource"]!));
        Assert.Equal("APIGroupDiscoveryList", (string)(await fixture.Api.Get("/api", accept)).Body["kind"]!);
    }

    [Fact]
    public async Task OpenAPI_v3_says_that_patches_are_validated_by_field()
    {
        await using var fixture = await ClusterFixture.Start();
        var index = (await fixture.Api.Get("/openapi/v3")).Expect(200).Body["paths"]!;
        var document = (await fixture.Api.Get((string)index["apis/apps/v1"]!["serverRelativeURL"]!)).Expect(200).Body;
        var patch = document["paths"]!["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]!["patch"]!;
        Assert.Contains(patch["parameters"]!.AsArray(), parameter => (string)parameter!["name"]! == "fieldValidation");
    }

    [Fact]
    public async Task Strict_field_validation_names_the_unknown_field_and_Warn_only_warns()
    {
        await using var fixture = await ClusterFixture.Start();
        var deployment = Manifests.Deployment("web");
        deployment["spec"]!["replicaz"] = 1;
        const string Path = "/apis/apps/v1/namespaces/default/deployments";
        var refused = (await fixture.Api.Post(Path + "?fieldValidation=Strict", deployment)).Expect(400);
        Assert.Contains("strict decoding error: unknown field \"spec.replicaz\"", refused.Message, StringComparison.Ordinal);
        var warned = (await fixture.Api.Post(Path + "?fieldValidation=Warn", deployment)).Expect(201);
        Assert.Contains("unknown field \\\"spec.replicaz\\\"", Assert.Single(warned.Warnings), StringComparison.Ordinal);
        Assert.Null(warned.Body["spec"]!["replicaz"]);
    }
}
