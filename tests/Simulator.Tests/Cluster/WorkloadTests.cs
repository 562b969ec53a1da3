using System.Text.Json.Nodes;
using Loadline.Simulator.Tests.Contract;

namespace Loadline.Simulator.Tests.Cluster;

/// <summary>Members run what they are given, as far as their nodes go.</summary>
public sealed class WorkloadTests : IAsyncLifetime
{
    private const string Path = "/apis/apps/v1/namespaces/default/deployments";

    private ClusterFixture _fixture = null!;

    private ApiTarget Api => _fixture.Api;

    public async Task InitializeAsync() => _fixture = await ClusterFixture.Start(new SimulatedClusterOptions
    {
        Name = "member",
        RunWorkloads = true,
        ReadyDelay = TimeSpan.FromMilliseconds(50),
        Region = "north",
        Nodes = [new SimulatedNode("n1", 2, 4), new SimulatedNode("n2", 2, 4)],
    });

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task A_Deployment_becomes_available_with_the_status_that_controllers_write()
    {
        (await Api.Post(Path, Manifests.Deployment("web", 3, "100m"))).Expect(201);
        var status = await Status("web", found => Count(found, "readyReplicas") == 3);
        Assert.Equal((3, 3, 3, 1), (Count(status, "replicas"), Count(status, "updatedReplicas"), Count(status, "availableReplicas"), Count(status, "observedGeneration")));
        Assert.Equal("True", Condition(status, "Available"));
        Assert.Equal("True", Condition(status, "Progressing"));
        Assert.Equal(3, _fixture.Cluster.Store.Count("", "pods"));
    }

    [Fact]
    public async Task What_does_not_fit_stays_pending_until_there_is_room()
    {
        (await Api.Post(Path, Manifests.Deployment("big", 5, "1"))).Expect(201);
        await Status("big", found => Count(found, "readyReplicas") == 4);
        await Until.Holds(() => Pods().Any(pod => Condition(pod["status"], "PodScheduled") == "False"));
        var pending = Pods().Single(pod => Condition(pod["status"], "PodScheduled") == "False");
        var message = (string)pending["status"]!["conditions"]![0]!["message"]!;
        Assert.Equal("0/2 nodes are available: 2 Insufficient cpu.", message);
        (await Api.MergePatch($"{Path}/big", Manifests.Parse("""{"spec":{"replicas":4}}"""))).Expect(200);
        await Until.Holds(() => Pods().Count() == 4);
        (await Api.Post(Path, Manifests.Deployment("small", 1, "1"))).Expect(201);
        await Until.Holds(() => Pods().Any(pod => Condition(pod["status"], "PodScheduled") == "False"));
        (await Api.MergePatch($"{Path}/big", Manifests.Parse("""{"spec":{"replicas":3}}"""))).Expect(200);
        await Status("small", found => Count(found, "readyReplicas") == 1);
    }

    [Fact]
    public async Task A_rollout_never_has_fewer_than_the_minimum_available()
    {
        (await Api.Post(Path, Manifests.Deployment("web", 4, "100m"))).Expect(201);
        var before = await Status("web", found => Count(found, "readyReplicas") == 4);
        Assert.Equal("True", Condition(before, "Available"));
        using var watch = await Api.Watch($"{Path}?fieldSelector=metadata.name%3Dweb&resourceVersion={(await Api.Get(Path)).ResourceVersion}");
        var image = Manifests.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"registry.example/app:2"}]}}}}""");
        (await Api.StrategicPatch($"{Path}/web", image)).Expect(200);
        while (true)
        {
            var changed = (await watch.NextChange()).Object;
            var status = changed["status"]!;
            Assert.True(Count(status, "availableReplicas") >= 3, status.ToJsonString());
            Assert.True(Count(status, "replicas") <= 5, status.ToJsonString());
            // The patch itself is a change too, and its status is still that of the old template.
            if (Count(status, "observedGeneration") < Count(changed["metadata"], "generation")) continue;
            if (Count(status, "updatedReplicas") == 4 && Count(status, "replicas") == 4 && Count(status, "availableReplicas") == 4) break;
        }
        Assert.Equal(2, _fixture.Cluster.Store.Count("apps", "replicasets"));
    }

    [Fact]
    public async Task Deleting_a_Deployment_deletes_its_pods()
    {
        (await Api.Post(Path, Manifests.Deployment("web", 2, "100m"))).Expect(201);
        await Status("web", found => Count(found, "readyReplicas") == 2);
        (await Api.Delete($"{Path}/web")).Expect(200);
        await Until.Holds(() => _fixture.Cluster.Store.Count("", "pods") == 0 && _fixture.Cluster.Store.Count("apps", "replicasets") == 0);
    }

    [Fact]
    public async Task A_StatefulSet_numbers_its_pods()
    {
        var set = Manifests.Deployment("db", 2);
        set["kind"] = "StatefulSet";
        set["spec"]!["serviceName"] = "db";
        (await Api.Post("/apis/apps/v1/namespaces/default/statefulsets", set)).Expect(201);
        await Until.Holds(() => Count(_fixture.Cluster.Store.Get("apps", "statefulsets", "default", "db")!["status"], "readyReplicas") == 2);
        Assert.Equal(["db-0", "db-1"], Pods().Select(pod => (string)pod["metadata"]!["name"]!));
    }

    [Fact]
    public async Task A_Job_runs_to_completion()
    {
        var job = Manifests.Named("batch/v1", "Job", "once");
        job["spec"] = Manifests.Parse(
            """{"completions":2,"parallelism":1,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"registry.example/job:1"}]}}}""");
        (await Api.Post("/apis/batch/v1/namespaces/default/jobs", job)).Expect(201);
        await Until.Holds(() => Condition(_fixture.Cluster.Store.Get("batch", "jobs", "default", "once")!["status"], "Complete") == "True");
        Assert.Equal(2, Count(_fixture.Cluster.Store.Get("batch", "jobs", "default", "once")!["status"], "succeeded"));
    }

    [Fact]
    public async Task Node_usage_is_the_background_plus_the_pods()
    {
        _fixture.Cluster.Load.BackgroundCpuRatio = 0.25;
        _fixture.Cluster.Load.PodUsageRatio = 0.5;
        (await Api.Post(Path, Manifests.Deployment("web", 2, "1"))).Expect(201);
        await Status("web", found => Count(found, "readyReplicas") == 2);
        var nodes = (await Api.Get("/apis/metrics.k8s.io/v1beta1/nodes")).Expect(200).Items;
        // Two nodes of two cores: 500m in the background and half of one core's request each.
        Assert.All(nodes, node => Assert.Equal("1000000000n", (string)node!["usage"]!["cpu"]!));
        var pods = (await Api.Get("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods")).Expect(200).Items;
        Assert.All(pods, pod => Assert.Equal("500000000n", (string)pod!["containers"]![0]!["usage"]!["cpu"]!));
    }

    [Fact]
    public async Task Nodes_are_ready_and_labelled_with_the_region()
    {
        var nodes = (await Api.Get("/api/v1/nodes?labelSelector=topology.kubernetes.io%2Fregion%3Dnorth")).Expect(200).Items;
        Assert.Equal(2, nodes.Count);
        Assert.All(nodes, node => Assert.Equal("True", Condition(node!["status"], "Ready")));
        Assert.All(nodes, node => Assert.Equal("2000m", (string)node!["status"]!["allocatable"]!["cpu"]!));
    }

    private IEnumerable<JsonObject> Pods() => _fixture.Cluster.Store.List("", "pods", "default");

    private async Task<JsonNode> Status(string name, Func<JsonNode?, bool> reached)
    {
        await Until.Holds(() => reached(_fixture.Cluster.Store.Get("apps", "deployments", "default", name)?["status"]));
        return _fixture.Cluster.Store.Get("apps", "deployments", "default", name)!["status"]!;
    }

    private static int Count(JsonNode? status, string name) => (int?)status?[name] ?? 0;

    private static string? Condition(JsonNode? status, string type) =>
        (string?)(status?["conditions"]?.AsArray() ?? []).FirstOrDefault(condition => (string)condition!["type"]! == type)?["status"];
}
