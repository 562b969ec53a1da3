using System.Text.Json.Nodes;
using Loadline.Simulator.Tests.Contract;

namespace Loadline.Simulator.Tests.Cluster;

/// <summary>Namespaces end, and garbage is collected.</summary>
public sealed class ControllerManagerTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_deleted_namespace_takes_its_content_along()
    {
        await using var fixture = await ClusterFixture.Start();
        var ns = await fixture.Api.Namespace();
        (await fixture.Api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("a"))).Expect(201);
        (await fixture.Api.Delete($"/api/v1/namespaces/{ns}")).Expect(200);
        await Until.Holds(async () => (await fixture.Api.Get($"/api/v1/namespaces/{ns}")).Code == 404);
        Assert.Null(fixture.Cluster.Store.Get("", "configmaps", ns, "a"));
    }

    [Fact]
    public async Task A_namespace_waits_for_the_finalizers_of_its_content()
    {
        await using var fixture = await ClusterFixture.Start();
        var ns = await fixture.Api.Namespace();
        var map = Manifests.ConfigMap("a");
        map["metadata"]!["finalizers"] = new JsonArray("example.test/hold");
        (await fixture.Api.Post($"/api/v1/namespaces/{ns}/configmaps", map)).Expect(201);
        (await fixture.Api.Delete($"/api/v1/namespaces/{ns}")).Expect(200);
        await Until.Holds(() => fixture.Cluster.Store.Get("", "configmaps", ns, "a")!["metadata"]!["deletionTimestamp"] is not null);
        (await fixture.Api.Get($"/api/v1/namespaces/{ns}")).Expect(200);
        (await fixture.Api.MergePatch($"/api/v1/namespaces/{ns}/configmaps/a", Manifests.Parse("""{"metadata":{"finalizers":null}}"""))).Expect(200);
        await Until.Holds(async () => (await fixture.Api.Get($"/api/v1/namespaces/{ns}")).Code == 404);
    }

    [Fact]
    public async Task What_loses_its_owner_is_deleted()
    {
        await using var fixture = await ClusterFixture.Start();
        await Owned(fixture);
        (await fixture.Api.Delete($"{Maps}/owner")).Expect(200);
        await Until.Holds(async () => (await fixture.Api.Get($"{Maps}/owned")).Code == 404);
    }

    [Fact]
    public async Task Orphans_survive_and_forget_their_owner()
    {
        await using var fixture = await ClusterFixture.Start();
        await Owned(fixture);
        (await fixture.Api.Delete($"{Maps}/owner?propagationPolicy=Orphan")).Expect(200);
        await Until.Holds(async () => (await fixture.Api.Get($"{Maps}/owner")).Code == 404);
        var orphan = (await fixture.Api.Get($"{Maps}/owned")).Expect(200);
        Assert.Null(orphan.Body["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public async Task Foreground_deletion_takes_the_dependents_first()
    {
        await using var fixture = await ClusterFixture.Start();
        await Owned(fixture, finalizer: "example.test/hold");
        (await fixture.Api.Delete($"{Maps}/owner?propagationPolicy=Foreground")).Expect(200);
        await Until.Holds(async () => (await fixture.Api.Get($"{Maps}/owned")).Body["metadata"]!["deletionTimestamp"] is not null);
        (await fixture.Api.Get($"{Maps}/owner")).Expect(200);
        (await fixture.Api.MergePatch($"{Maps}/owned", Manifests.Parse("""{"metadata":{"finalizers":null}}"""))).Expect(200);
        await Until.Holds(async () => (await fixture.Api.Get($"{Maps}/owner")).Code == 404);
    }

    [Fact]
    public async Task Without_a_controller_manager_a_namespace_stays_Terminating()
    {
        await using var fixture = await ClusterFixture.Start(new SimulatedClusterOptions { Name = "alone", RunControllerManager = false });
        var ns = await fixture.Api.Namespace();
        (await fixture.Api.Delete($"/api/v1/namespaces/{ns}")).Expect(200);
        var left = (await fixture.Api.Get($"/api/v1/namespaces/{ns}")).Expect(200).Body;
        Assert.Equal("Terminating", (string)left["status"]!["phase"]!);
        left["spec"] = new JsonObject();
        (await fixture.Api.Put($"/api/v1/namespaces/{ns}/finalize", left)).Expect(200);
        (await fixture.Api.Get($"/api/v1/namespaces/{ns}")).Expect(404);
    }

    private static async Task Owned(ClusterFixture fixture, string? finalizer = null)
    {
        var owner = (await fixture.Api.Post(Maps, Manifests.ConfigMap("owner"))).Expect(201).Body;
        var owned = Manifests.ConfigMap("owned");
        owned["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["name"] = "owner",
            ["uid"] = (string)owner["metadata"]!["uid"]!,
            ["blockOwnerDeletion"] = true,
        });
        if (finalizer is not null) owned["metadata"]!["finalizers"] = new JsonArray(finalizer);
        (await fixture.Api.Post(Maps, owned)).Expect(201);
    }
}
