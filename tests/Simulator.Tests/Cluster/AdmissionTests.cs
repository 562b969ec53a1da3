using System.Text.Json.Nodes;
using Loadline.Simulator.Tests.Contract;

namespace Loadline.Simulator.Tests.Cluster;

/// <summary>Refusals that a member's own rules cause.</summary>
public sealed class AdmissionTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";

    [Fact]
    public async Task A_quota_of_objects_refuses_one_too_many()
    {
        await using var fixture = await ClusterFixture.Start();
        var quota = Manifests.Named("v1", "ResourceQuota", "few");
        quota["spec"] = Manifests.Parse("""{"hard":{"count/deployments.apps":"1"}}""");
        (await fixture.Api.Post("/api/v1/namespaces/default/resourcequotas", quota)).Expect(201);
        (await fixture.Api.Post(Deployments, Manifests.Deployment("one"))).Expect(201);
        var refused = (await fixture.Api.Post(Deployments, Manifests.Deployment("two"))).Expect(403);
        Assert.Equal(
            "deployments.apps \"two\" is forbidden: exceeded quota: few, requested: count/deployments.apps=1, used: count/deployments.apps=1, "
            + "limited: count/deployments.apps=1",
            refused.Message);
        (await fixture.Api.Delete($"{Deployments}/one")).Expect(200);
        (await fixture.Api.Post(Deployments, Manifests.Deployment("two"))).Expect(201);
    }

    [Fact]
    public async Task Custom_resources_are_selected_by_the_fields_that_their_definition_names()
    {
        await using var fixture = await ClusterFixture.Start();
        var definition = Manifests.Definition("select.example.test");
        definition["spec"]!["versions"]![0]!["selectableFields"] = new JsonArray(new JsonObject { ["jsonPath"] = ".spec.mode" });
        (await fixture.Api.Post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)).Expect(201);
        const string Widgets = "/apis/select.example.test/v1/namespaces/default/widgets";
        foreach (var (name, mode) in (IEnumerable<(string, string)>)[("a", "Auto"), ("m", "Manual")])
        {
            var widget = Manifests.Named("select.example.test/v1", "Widget", name);
            widget["spec"] = new JsonObject { ["replicas"] = 1, ["mode"] = mode };
            (await fixture.Api.Post(Widgets, widget)).Expect(201);
        }
        Assert.Equal(["m"], (await fixture.Api.Get($"{Widgets}?fieldSelector=spec.mode%3DManual")).Expect(200).Names);
        (await fixture.Api.Get($"{Widgets}?fieldSelector=spec.replicas%3D1")).Expect(400);
    }

    [Fact]
    public async Task A_Job_copied_with_its_generated_labels_is_refused()
    {
        await using var fixture = await ClusterFixture.Start();
        const string Jobs = "/apis/batch/v1/namespaces/default/jobs";
        var job = Manifests.Named("batch/v1", "Job", "once");
        job["spec"] = Manifests.Parse("""{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"registry.example/job:1"}]}}}""");
        var original = (await fixture.Api.Post(Jobs, job)).Expect(201).Body;
        (await fixture.Api.Delete($"{Jobs}/once")).Expect(200);
        var copy = Manifests.Named("batch/v1", "Job", "once");
        copy["spec"] = original["spec"]!.DeepClone();
        (await fixture.Api.Post(Jobs, copy)).Expect(422);
    }

    [Fact]
    public async Task The_default_namespace_cannot_be_deleted()
    {
        await using var fixture = await ClusterFixture.Start();
        (await fixture.Api.Delete("/api/v1/namespaces/default")).Expect(403);
    }
}
