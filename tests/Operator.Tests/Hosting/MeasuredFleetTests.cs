using System.Text.Json.Nodes;

namespace Loadline.Operator.Tests.Hosting;

/// <summary>Measured weights by a whole operator, on members that run pods and report what they use.</summary>
[Collection(nameof(WholeFleet))]
public sealed class MeasuredFleetTests(WholeFleet fleet) : IClassFixture<WholeFleet>
{
    private const string Path = "/apis/loadline.io/v1alpha1/namespaces/default/resourcebindings";

    [Fact]
    public async Task Own_use_is_that_of_the_workloads_pods_and_traffic_adds_up()
    {
        await fleet.ApplyAsync("""
            apiVersion: loadline.io/v1alpha1
            kind: PropagationPolicy
            metadata: {name: weighed, namespace: default}
            spec:
              resourceSelectors: [{apiVersion: apps/v1, kind: Deployment, name: weighed}]
              placement:
                clusterAffinity: {clusterNames: [one, two]}
                replicaScheduling:
                  replicaSchedulingType: Divided
                  replicaDivisionPreference: Weighted
                  weightPreference: {dynamicWeight: LatencyAndLoad}
                  weighting: {origins: [{memberCluster: one, share: 3}, {memberCluster: two, share: 1}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: weighed, namespace: default}
            spec:
              replicas: 8
              selector: {matchLabels: {app: weighed}}
              template:
                metadata: {labels: {app: weighed}}
                spec: {containers: [{name: c, image: i, resources: {requests: {cpu: 500m, memory: 64Mi}}}]}
            """);
        // Whoever else has pods there does not count.
        foreach (var name in (string[])["one", "two"]) fleet[name].Load.BackgroundCpuRatio = 0.2;
        await WholeFleet.UntilAsync(async () => await ProblemAsync() is null, "every member's own use is measured, and traffic adds up");
    }

    private async Task<string?> ProblemAsync()
    {
        var decision = (await fleet.GetRawAsync("hub", Path))["items"]!.AsArray().FirstOrDefault()?["status"]?["decision"];
        if (decision?["clusters"] is not JsonArray { Count: 2 } clusters) return "no decision";
        if (clusters.Sum(static c => (int?)c!["trafficWeight"] ?? 0) != 10_000) return "weights do not add up";
        if (decision["traffic"] is not JsonArray { Count: 2 } rows || rows.Any(static r => r!["weights"]!.AsObject().Sum(static w => (int)w.Value!) != 10_000)) return "rows do not add up";
        if (decision["memory"]?["version"] is null) return "nothing is remembered";
        foreach (var cluster in clusters)
        {
            var own = cluster!["inputs"]?["ownCores"];
            // A simulated pod uses six tenths of what it asks for.
            if ((string?)own?["source"] != "MetricsAPI" || Math.Abs((double)own["value"]! - (0.3 * (int)cluster["desiredReplicas"]!)) > 0.01) return $"own use is {own}";
        }

        return null;
    }
}
