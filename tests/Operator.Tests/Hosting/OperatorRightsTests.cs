using System.Text.Json.Nodes;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Operator.Tests.Hosting;

/// <summary>The operator with the rights that it is installed with, and no others.</summary>
[Collection(nameof(WholeFleet))]
public sealed class OperatorRightsTests(WholeFleet fleet) : IClassFixture<WholeFleet>
{
    private const string Namespace = "loadline-system";
    private const string Account = "loadline-operator";

    [Fact]
    public async Task What_it_is_installed_with_is_enough_for_all_that_it_does()
    {
        await GrantAsync();
        var token = await fleet.TokenOfAsync(Namespace, Account);
        await fleet.RestartOperatorAsync(() => Task.CompletedTask, token);

        await fleet.ApplyAsync(Placed("one, two"));
        await fleet.UntilPlacedAsync("settings", "one", "two");
        await PolicyBecomesAsync("True", "AllReady");
        await fleet.ApplyAsync(Placed("two"));
        await fleet.UntilPlacedAsync("settings", "two");
        await fleet.DeleteAsync("v1", "ConfigMap", "settings");
        await fleet.UntilPlacedAsync("settings");
        await PolicyBecomesAsync("False", "NoTemplates");
        await WholeFleet.UntilAsync(async () => await EventsAsync() > 0, "an event has been recorded");

        var member = await fleet.GetAsync("hub", "loadline.io/v1alpha1", "MemberCluster", "one", ns: null);
        Assert.True(member!.HasFinalizer("loadline.io/cleanup"));
        await fleet.LeaveAsync("one");
        await WholeFleet.UntilAsync(async () => await fleet.GetAsync("hub", "loadline.io/v1alpha1", "MemberCluster", "one", ns: null) is null, "the member has left");

        Assert.Equal(0, await fleet.MetricAsync("rest_client_requests_total", "code=\"403\"", $"host=\"{fleet["hub"].Endpoint.Authority}\""));
    }

    /// <summary>What a cluster makes of the base: its namespace, and the aggregated role, which a controller fills in.</summary>
    private async Task GrantAsync()
    {
        var documents = YamlToJson.ConvertAll(await File.ReadAllTextAsync(RepositoryRoot.Path("deploy", "kustomize", "base", "rbac.yaml")));
        var objects = documents.Select(static document => JsonNode.Parse(document)!.AsObject()).ToList();
        var readAll = objects.Single(static o => (string?)o["metadata"]!["name"] == "loadline-templates-all")["rules"]!;
        foreach (var o in objects)
        {
            if ((string?)o["kind"] is "Role" or "RoleBinding") o["metadata"]!["namespace"] = Namespace;
            if (o["aggregationRule"] is not null) o["rules"] = readAll.DeepClone();
        }

        objects.Add(new() { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new JsonObject { ["name"] = Account, ["namespace"] = Namespace } });
        await fleet.ApplyAsync(string.Join("\n---\n", objects.Select(static o => o.ToJsonString())));
    }

    private static string Placed(string members) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: default}
        data: {key: value}
        ---
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: settings, namespace: default}
        spec:
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: settings}]
          placement:
            clusterAffinity: {clusterNames: [{{members}}] }
        """;

    private Task PolicyBecomesAsync(string ready, string reason) => WholeFleet.UntilAsync(
        async () => await fleet.ConditionAsync(WholeFleet.PolicyPath("settings"), "Ready") == (ready, reason), $"the policy is ready: {ready}, {reason}");

    private async Task<int> EventsAsync() => (await fleet.GetRawAsync("hub", "/apis/events.k8s.io/v1/namespaces/default/events"))["items"]!.AsArray().Count;
}
