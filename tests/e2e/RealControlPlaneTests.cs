using System.Net;
using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

[Collection(nameof(RealFleet))]
public sealed class RealControlPlaneTests
{
    private readonly RealFleet _fleet;

    public RealControlPlaneTests(RealFleet fleet) => _fleet = fleet;

    [RealServerFact]
    public async Task An_object_that_is_applied_twice_is_one_object()
    {
        var client = _fleet.Hub.Client;
        var path = KubePaths.Core("default", "configmaps") + "/harness";
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "harness" },
            ["data"] = new JsonObject { ["colour"] = "green" },
        };

        var first = await client.ApplyAsync(path, body);
        var second = await client.ApplyAsync(path, body);

        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
        Assert.True(await client.DeleteAsync(path));
        Assert.Null(await client.GetAsync(path));
    }

    [RealServerFact]
    public async Task A_token_without_rights_is_refused()
    {
        using var nobody = new KubeClient(_fleet.Hub.Endpoint, _fleet.Hub.PowerlessToken, _fleet.Hub.CaBundlePem);

        var refusal = await Assert.ThrowsAsync<KubeRefusal>(() => nobody.GetAsync(KubePaths.Namespaces));

        Assert.Equal(HttpStatusCode.Forbidden, refusal.StatusCode);
    }

    [RealServerFact]
    public async Task Another_clusters_certificate_authority_is_not_trusted()
    {
        using var stranger = new KubeClient(_fleet.Hub.Endpoint, _fleet.Hub.Token, _fleet.Members[0].CaBundlePem);

        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync(KubePaths.Namespaces));
    }
}
