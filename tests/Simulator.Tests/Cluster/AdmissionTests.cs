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
    public async Task A_quota_of_what_pods_request_refuses_the_pod_that_is_too_much()
    {
        await using var fixture = await ClusterFixture.Start();
        var quota = Manifests.Named("v1", "ResourceQuota", "small");
        quota["spec"] = Manifests.Parse("""{"hard":{"requests.cpu":"1","pods":"5"}}""");
        (await fixture.Api.Post("/api/v1/namespaces/default/resourcequotas", quota)).Expect(201);
        JsonObject Pod(string name, string? cpu)
        {
            var pod = Manifests.Pod(name);
            if (cpu is not null) pod["spec"]!["containers"]![0]!["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = cpu } };
            return pod;
        }
        const string Pods = "/api/v1/namespaces/default/pods";
        (await fixture.Api.Post(Pods, Pod("a", "600m"))).Expect(201);
        var refused = (await fixture.Api.Post(Pods, Pod("b", "500m"))).Expect(403);
        Assert.EndsWith("exceeded quota: small, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("failed quota: small: must specify requests.cpu", (await fixture.Api.Post(Pods, Pod("c", null))).Expect(403).Message, StringComparison.Ordinal);
        (await fixture.Api.Post(Pods, Pod("d", "400m"))).Expect(201);
        await Until.Holds(async () => (await fixture.Api.Get("/api/v1/namespaces/default/resourcequotas/small")).Body["status"]?["used"]?.ToJsonString()
            == """{"requests.cpu":"1","pods":"2"}""");
    }

    [Fact]
    public async Task Tokens_expire_by_the_servers_clock_and_the_clusters_own_when_it_is_said_so()
    {
        var clock = new SkewedClock(TimeProvider.System);
        await using var fixture = await ClusterFixture.Start(new SimulatedClusterOptions { Name = "late", TimeProvider = clock });
        (await fixture.Api.Post("/api/v1/namespaces/default/serviceaccounts", Manifests.Named("v1", "ServiceAccount", "bot"))).Expect(201);
        var request = Manifests.Parse("""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":600}}""");
        var token = (string)(await fixture.Api.Post("/api/v1/namespaces/default/serviceaccounts/bot/token", request)).Expect(201).Body["status"]!["token"]!;
        using var bot = fixture.Api.As(token);
        (await bot.Get("/apis")).Expect(200);
        clock.Offset = TimeSpan.FromMinutes(11);
        (await bot.Get("/apis")).Expect(401);
        clock.Offset = TimeSpan.Zero;
        (await bot.Get("/apis")).Expect(200);
        fixture.Cluster.Tokens.AcceptsAdmin = false;
        Assert.Equal("Unauthorized", (await fixture.Api.Get("/apis")).Expect(401).Reason);
    }

    [Fact]
    public async Task A_webhook_behind_a_service_is_reached_where_the_options_say()
    {
        await using var judge = await WebhookServer.Start(_ => Manifests.Parse("""{"allowed":false,"status":{"message":"no"}}"""));
        await using var fixture = await ClusterFixture.Start(new SimulatedClusterOptions
        {
            Name = "served",
            ServiceAddress = (ns, name, port) => (ns, name, port) == ("judges", "judge", 8443) ? new Uri(judge.Url) : null,
        });
        (await fixture.Api.MergePatch("/api/v1/namespaces/default", Manifests.Parse("""{"metadata":{"labels":{"contract":"default"} } }"""))).Expect(200);
        var configuration = judge.Configuration("ValidatingWebhookConfiguration", "default", "CREATE", webhook =>
        {
            webhook["clientConfig"]!.AsObject().Remove("url");
            webhook["clientConfig"]!["service"] = Manifests.Parse("""{"namespace":"judges","name":"judge","port":8443,"path":"/judge"}""");
        });
        (await fixture.Api.Post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", configuration)).Expect(201);
        // The certificate is for the loopback address, and a webhook of a service must be its service: the server does not trust it.
        var refused = (await fixture.Api.Post("/api/v1/namespaces/default/configmaps", Manifests.ConfigMap("a"))).Expect(500);
        Assert.Contains("failed calling webhook", refused.Message, StringComparison.Ordinal);
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
