using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>Create, get, update: names, versions, generation, status.</summary>
[Collection(nameof(ContractSuite))]
public sealed class ObjectContract(Targets targets)
{
    [RealServerFact]
    public async Task A_real_API_server_takes_part() => (await targets[Targets.Real].Get("/version")).Expect(200);

    [Theory, EveryServer]
    public async Task A_created_object_gets_uid_creation_time_and_version(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var created = (await api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("a"))).Expect(201);
        var metadata = created.Body["metadata"]!;
        Assert.True(Guid.TryParse((string)metadata["uid"]!, out _));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", (string)metadata["creationTimestamp"]!);
        Assert.Equal(ns, (string)metadata["namespace"]!);
        Assert.Matches("^[1-9][0-9]*$", created.ResourceVersion);
    }

    [Theory, EveryServer]
    public async Task Creating_a_name_twice_is_AlreadyExists(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        (await api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("a"))).Expect(201);
        var second = (await api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("a"))).Expect(409);
        Assert.Equal("AlreadyExists", second.Reason);
        Assert.Equal("configmaps \"a\" already exists", second.Message);
    }

    [Theory, EveryServer]
    public async Task GenerateName_makes_a_name(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var map = Manifests.ConfigMap("x");
        map["metadata"] = new JsonObject { ["generateName"] = "run-" };
        var created = (await api.Post($"/api/v1/namespaces/{ns}/configmaps", map)).Expect(201);
        Assert.Matches("^run-[a-z0-9]{5}$", (string)created.Body["metadata"]!["name"]!);
    }

    [Theory, EveryServer]
    public async Task A_bad_name_is_Invalid_with_the_field_in_the_causes(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var refused = (await api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("Not_Good"))).Expect(422);
        Assert.Equal("Invalid", refused.Reason);
        Assert.Equal("metadata.name", (string)refused.Body["details"]!["causes"]![0]!["field"]!);
    }

    [Theory, EveryServer]
    public async Task What_is_not_there_is_NotFound_with_details(string target)
    {
        var api = targets[target];
        var missing = (await api.Get("/apis/apps/v1/namespaces/default/deployments/nope")).Expect(404);
        Assert.Equal("NotFound", missing.Reason);
        Assert.Equal("deployments.apps \"nope\" not found", missing.Message);
        Assert.Equal("nope", (string)missing.Body["details"]!["name"]!);
        Assert.Equal("apps", (string)missing.Body["details"]!["group"]!);
        Assert.Equal("deployments", (string)missing.Body["details"]!["kind"]!);
        Assert.Equal(404, (await api.Get("/apis/example.invalid/v1/things")).Code);
    }

    [Theory, EveryServer]
    public async Task Nothing_is_created_in_a_namespace_that_is_not_there(string target)
    {
        var refused = (await targets[target].Post("/api/v1/namespaces/no-such/configmaps", Manifests.ConfigMap("a"))).Expect(404);
        Assert.Equal("namespaces \"no-such\" not found", refused.Message);
    }

    [Theory, EveryServer]
    public async Task Nothing_is_created_in_a_namespace_that_goes_away(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        (await api.Delete($"/api/v1/namespaces/{ns}")).Expect(200);
        Assert.Equal("Terminating", (string)(await api.Get($"/api/v1/namespaces/{ns}")).Body["status"]!["phase"]!);
        var refused = (await api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("a"))).Expect(403);
        Assert.Equal("Forbidden", refused.Reason);
        Assert.Equal("NamespaceTerminating", (string)refused.Body["details"]!["causes"]![0]!["reason"]!);
    }

    [Theory, EveryServer]
    public async Task The_namespace_of_the_body_must_be_that_of_the_URL(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var map = Manifests.ConfigMap("a");
        map["metadata"]!["namespace"] = "default";
        (await api.Post($"/api/v1/namespaces/{ns}/configmaps", map)).Expect(400);
    }

    [Theory, EveryServer]
    public async Task An_update_with_an_old_version_is_a_Conflict(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var first = (await api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("a"))).Expect(201).Body;
        var next = (JsonObject)first.DeepClone();
        next["data"]!["k"] = "w";
        (await api.Put($"/api/v1/namespaces/{ns}/configmaps/a", next)).Expect(200);
        var stale = (await api.Put($"/api/v1/namespaces/{ns}/configmaps/a", next)).Expect(409);
        Assert.Equal("Conflict", stale.Reason);
        Assert.Contains("the object has been modified", stale.Message, StringComparison.Ordinal);
    }

    [Theory, EveryServer]
    public async Task An_update_that_changes_nothing_keeps_the_version(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var first = (await api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("a"))).Expect(201);
        var again = (await api.Put($"/api/v1/namespaces/{ns}/configmaps/a", first.Body)).Expect(200);
        Assert.Equal(first.ResourceVersion, again.ResourceVersion);
    }

    [Theory, EveryServer]
    public async Task An_update_for_another_uid_is_a_Conflict(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var map = (await api.Post($"/api/v1/namespaces/{ns}/configmaps", Manifests.ConfigMap("a"))).Expect(201).Body;
        map["metadata"]!["uid"] = Guid.NewGuid().ToString();
        (await api.Put($"/api/v1/namespaces/{ns}/configmaps/a", map)).Expect(409);
    }

    [Theory, EveryServer]
    public async Task Generation_counts_changes_of_the_spec_only(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        Assert.Equal(1, Generation((await api.Post(path, Manifests.Deployment("web"))).Expect(201)));
        var labelled = await api.MergePatch($"{path}/web", Manifests.Parse("""{"metadata":{"labels":{"x":"y"}}}"""));
        Assert.Equal(1, Generation(labelled.Expect(200)));
        var scaled = await api.MergePatch($"{path}/web", Manifests.Parse("""{"spec":{"replicas":3}}"""));
        Assert.Equal(2, Generation(scaled.Expect(200)));
        var observed = await api.MergePatch($"{path}/web/status", Manifests.Parse("""{"status":{"replicas":3,"observedGeneration":2}}"""));
        Assert.Equal(2, Generation(observed.Expect(200)));
    }

    [Theory, EveryServer]
    public async Task The_object_does_not_write_its_status_and_the_status_not_the_object(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        (await api.Post(path, Manifests.Deployment("web"))).Expect(201);
        var both = Manifests.Parse("""{"spec":{"replicas":5},"status":{"replicas":4}}""");
        var main = (await api.MergePatch($"{path}/web", both)).Expect(200).Body;
        Assert.Equal(5, (int)main["spec"]!["replicas"]!);
        Assert.Null(main["status"]?["replicas"]);
        both["spec"]!["replicas"] = 9;
        var status = (await api.MergePatch($"{path}/web/status", both)).Expect(200).Body;
        Assert.Equal(5, (int)status["spec"]!["replicas"]!);
        Assert.Equal(4, (int)status["status"]!["replicas"]!);
    }

    [Theory, EveryServer]
    public async Task Deployments_are_defaulted(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var deployment = Manifests.Deployment("web");
        deployment["spec"]!.AsObject().Remove("replicas");
        var spec = (await api.Post($"/apis/apps/v1/namespaces/{ns}/deployments", deployment)).Expect(201).Body["spec"]!;
        Assert.Equal(1, (int)spec["replicas"]!);
        Assert.Equal("RollingUpdate", (string)spec["strategy"]!["type"]!);
        Assert.Equal("25%", (string)spec["strategy"]!["rollingUpdate"]!["maxSurge"]!);
        Assert.Equal(10, (int)spec["revisionHistoryLimit"]!);
        Assert.Equal("Always", (string)spec["template"]!["spec"]!["restartPolicy"]!);
        Assert.Equal("IfNotPresent", (string)spec["template"]!["spec"]!["containers"]![0]!["imagePullPolicy"]!);
    }

    [Theory, EveryServer]
    public async Task A_Deployments_selector_is_immutable_and_must_match(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        var mismatch = Manifests.Deployment("web");
        mismatch["spec"]!["selector"]!["matchLabels"]!["app"] = "other";
        Assert.Equal("spec.template.metadata.labels", Field((await api.Post(path, mismatch)).Expect(422)));
        (await api.Post(path, Manifests.Deployment("web"))).Expect(201);
        var changed = Manifests.Parse("""{"spec":{"selector":{"matchLabels":{"app":"b"}},"template":{"metadata":{"labels":{"app":"b"}}}}}""");
        Assert.Equal("spec.selector", Field((await api.MergePatch($"{path}/web", changed)).Expect(422)));
    }

    [Theory, EveryServer]
    public async Task Secrets_turn_stringData_into_data(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var secret = Manifests.Named("v1", "Secret", "s");
        secret["stringData"] = new JsonObject { ["password"] = "hunter2" };
        var created = (await api.Post($"/api/v1/namespaces/{ns}/secrets", secret)).Expect(201).Body;
        Assert.Equal("aHVudGVyMg==", (string)created["data"]!["password"]!);
        Assert.Equal("Opaque", (string)created["type"]!);
        Assert.Null(created["stringData"]);
    }

    [Theory, EveryServer]
    public async Task Services_keep_the_cluster_IP_that_they_were_given(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var service = Manifests.Named("v1", "Service", "web");
        service["spec"] = Manifests.Parse("""{"selector":{"app":"web"},"ports":[{"port":80}]}""");
        var created = (await api.Post($"/api/v1/namespaces/{ns}/services", service)).Expect(201).Body["spec"]!;
        Assert.Matches(@"^10\.", (string)created["clusterIP"]!);
        Assert.Equal(80, (int)created["ports"]![0]!["targetPort"]!);
        var other = (string)created["clusterIP"]! == "10.0.0.251" ? "10.0.0.250" : "10.0.0.251";
        (await api.MergePatch($"/api/v1/namespaces/{ns}/services/web", Manifests.Parse($$$"""{"spec":{"clusterIP":"{{{other}}}"}}"""))).Expect(422);
    }

    [Theory, EveryServer]
    public async Task A_dry_run_answers_and_stores_nothing(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        (await api.Post($"/api/v1/namespaces/{ns}/configmaps?dryRun=All", Manifests.ConfigMap("a"))).Expect(201);
        (await api.Get($"/api/v1/namespaces/{ns}/configmaps/a")).Expect(404);
    }

    [Theory, EveryServer]
    public async Task The_scale_subresource_reads_and_writes_replicas(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        (await api.Post(path, Manifests.Deployment("web", 2))).Expect(201);
        var scale = (await api.Get($"{path}/web/scale")).Expect(200).Body;
        Assert.Equal("autoscaling/v1", (string)scale["apiVersion"]!);
        Assert.Equal(2, (int)scale["spec"]!["replicas"]!);
        scale["spec"]!["replicas"] = 7;
        (await api.Put($"{path}/web/scale", scale)).Expect(200);
        Assert.Equal(7, (int)(await api.Get($"{path}/web")).Body["spec"]!["replicas"]!);
    }

    [Theory, EveryServer]
    public async Task Bodies_of_an_unknown_media_type_are_refused(string target)
    {
        var api = targets[target];
        var refused = await api.Send("POST", "/api/v1/namespaces", Manifests.Named("v1", "Namespace", "x"), "text/plain");
        Assert.Equal("UnsupportedMediaType", refused.Expect(415).Reason);
    }

    private static int Generation(Answer answer) => (int)answer.Body["metadata"]!["generation"]!;

    private static string Field(Answer answer) => (string)answer.Body["details"]!["causes"]![0]!["field"]!;
}
