using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>What a user types, with each kubectl that the machine has, against a real hub with the operator.</summary>
[Collection(nameof(RealFleet))]
public sealed class KubectlTests(RealFleet fleet)
{
    private const string Policy = """
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata:
          name: web
        spec:
          resourceSelectors:
          - apiVersion: apps/v1
            kind: Deployment
            name: web
          placement:
            clusterAffinity:
              clusterNames: [huadong-prod, huabei-prod]
            replicaScheduling:
              replicaSchedulingType: Divided
              replicaDivisionPreference: Weighted
              weightPreference:
                staticWeightList:
                - targetCluster: {clusterNames: [huadong-prod]}
                  weight: 30
                - targetCluster: {clusterNames: [huabei-prod]}
                  weight: 70
        """;

    public static TheoryData<string> Versions => [.. Kubectl.FindAll().Select(path => Path.GetFileName(path))];

    [KubectlTheory]
    [MemberData(nameof(Versions))]
    public async Task The_commands_of_a_day_work(string version)
    {
        await using var shop = await Workspace.CreateAsync(fleet, "kubectl");
        var kubectl = new Kubectl(Kubectl.FindAll().First(path => Path.GetFileName(path) == version), await fleet.Hub.WriteKubeconfigAsync());
        string[] here = ["-n", shop.Namespace];

        await kubectl.RunAsync(["create", "deployment", "web", "--image=registry.example/web:1", "--replicas=10", .. here]);
        await kubectl.RunAsync(Policy, ["apply", "-f", "-", .. here]);
        await shop.ReplicasBecomeAsync("web", 3, 7);

        Assert.Contains("unchanged", await kubectl.RunAsync(Policy, ["apply", "-f", "-", .. here]), StringComparison.Ordinal);
        await kubectl.RunAsync(Policy, ["apply", "--server-side", "-f", "-", .. here]);
        await kubectl.RunAsync(["wait", "--for=condition=Ready", "lmc/huadong-prod", "--timeout=30s"]);
        var table = await kubectl.RunAsync(["get", "lmc,lpp,lrb", "-o", "wide", .. here]);
        Assert.All(["READY", "RTT", "huadong-prod", "CLUSTERS", "REPLICAS"], column => Assert.Contains(column, table, StringComparison.Ordinal));
        Assert.Contains("Weight Preference", await kubectl.RunAsync(["describe", "lpp/web", .. here]), StringComparison.Ordinal);
        Assert.Contains("clusterAffinity", await kubectl.RunAsync(["explain", "lpp.spec.placement"]), StringComparison.Ordinal);

        await kubectl.RunAsync(["scale", "deployment/web", "--replicas=20", .. here]);
        await shop.ReplicasBecomeAsync("web", 6, 14);
        await kubectl.RunAsync(["patch", "lpp/web", "--type=merge", "-p", """{"spec":{"priority":5}}""", .. here]);
        await kubectl.RunAsync(["delete", "lpp/web", .. here]);
        await shop.ReplicasBecomeAsync("web");
    }
}
