using System.Text.Json.Nodes;

namespace Loadline.Simulator.Tests.Contract;

/// <summary>What is not about objects: discovery, OpenAPI, version, authentication.</summary>
[Collection(nameof(ContractSuite))]
public sealed class ServerContract(Targets targets)
{
    [Theory, EveryServer]
    public async Task Groups_name_their_versions_and_which_is_preferred(string target)
    {
        var groups = (await targets[target].Get("/apis")).Expect(200).Body["groups"]!.AsArray();
        var apps = groups.Single(group => (string)group!["name"]! == "apps")!;
        Assert.Equal("apps/v1", (string)apps["preferredVersion"]!["groupVersion"]!);
        Assert.Equal("apps/v1", (string)apps["versions"]![0]!["groupVersion"]!);
        Assert.Equal("APIGroup", (string)(await targets[target].Get("/apis/apps")).Expect(200).Body["kind"]!);
    }

    [Theory, EveryServer]
    public async Task Resources_name_scope_verbs_and_subresources(string target)
    {
        var list = (await targets[target].Get("/apis/apps/v1")).Expect(200).Body["resources"]!.AsArray();
        var deployments = list.Single(resource => (string)resource!["name"]! == "deployments")!;
        Assert.True((bool)deployments["namespaced"]!);
        Assert.Equal("Deployment", (string)deployments["kind"]!);
        Assert.Equal(
            ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
            deployments["verbs"]!.AsArray().Select(verb => (string)verb!));
        var scale = list.Single(resource => (string)resource!["name"]! == "deployments/scale")!;
        Assert.Equal("Scale", (string)scale["kind"]!);
    }

    [Theory, EveryServer]
    public async Task The_version_names_major_and_minor(string target)
    {
        var version = (await targets[target].Get("/version")).Expect(200).Body;
        Assert.Equal("1", (string)version["major"]!);
        Assert.Matches(@"^v1\.\d+", (string)version["gitVersion"]!);
    }

    [Theory, EveryServer]
    public async Task Definitions_of_OpenAPI_carry_their_kind(string target)
    {
        var document = (await targets[target].Get("/openapi/v2")).Expect(200).Body;
        var deployment = document["definitions"]!["io.k8s.api.apps.v1.Deployment"]!;
        Assert.Equal("Deployment", (string)deployment["x-kubernetes-group-version-kind"]![0]!["kind"]!);
    }

    [Theory, EveryServer]
    public async Task A_wrong_token_is_Unauthorized(string target)
    {
        var api = targets[target];
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.Endpoint, "/api/v1/namespaces"));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer wrong");
        using var response = await http.SendAsync(request);
        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("Unauthorized", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["reason"]!);
    }

    [Theory, EveryServer]
    public async Task Events_are_the_same_in_both_groups(string target)
    {
        var api = targets[target];
        var ns = await api.Namespace();
        var written = Manifests.Named("events.k8s.io/v1", "Event", "it-happened");
        written["eventTime"] = "2026-01-01T00:00:00.000000Z";
        written["reportingController"] = "example.test/tests";
        written["reportingInstance"] = "one";
        written["action"] = "Test";
        written["reason"] = "Happened";
        written["type"] = "Normal";
        written["note"] = "something happened";
        written["regarding"] = new JsonObject { ["kind"] = "ConfigMap", ["apiVersion"] = "v1", ["name"] = "a", ["namespace"] = ns };
        (await api.Post($"/apis/events.k8s.io/v1/namespaces/{ns}/events", written)).Expect(201);
        var core = await api.Get($"/api/v1/namespaces/{ns}/events?fieldSelector=involvedObject.name%3Da");
        var read = Assert.Single(core.Expect(200).Items)!;
        Assert.Equal("something happened", (string)read["message"]!);
        Assert.Equal("example.test/tests", (string)read["reportingComponent"]!);
    }
}
