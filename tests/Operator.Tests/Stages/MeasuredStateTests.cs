using Loadline.Operator.Binding;

namespace Loadline.Operator.Tests.Stages;

/// <summary>What was said of measured weights goes with the policy that asked for them.</summary>
public sealed class MeasuredStateTests : IAsyncLifetime
{
    private static readonly string[] OfWeights = ["WeightsFresh", "Stable", "CapacitySufficient", "SurvivesClusterLoss"];
    private static readonly TemplateKey Web = new(Fleet.Deployments, "default", "web");

    private Fleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync("one", "two");
        await _fleet.PutAsync(Policy("LatencyAndLoad", "one, two"));
        await _fleet.PutAsync("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: 4
              selector: {matchLabels: {app: web} }
              template:
                metadata: {labels: {app: web} }
                spec: {containers: [{name: web, image: web, resources: {requests: {cpu: "1"} } }] }
            """);
        await _fleet.PlaceAsync(Web);
    }

    public Task DisposeAsync()
    {
        _fleet.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_policy_that_no_longer_measures_says_nothing_of_measurements()
    {
        Assert.Contains("WeightsFresh", await ConditionsAsync());
        await _fleet.PutAsync(Policy("AvailableReplicas", "one, two"));
        await _fleet.PlaceAsync(Web);
        Assert.Empty((await ConditionsAsync()).Intersect(OfWeights));
        Assert.Null(_fleet.Workload(Web).SignalProblem);
    }

    [Fact]
    public async Task Not_even_when_no_member_fits()
    {
        await _fleet.PutAsync(Policy("AvailableReplicas", "nobody"));
        await _fleet.PlaceAsync(Web);
        Assert.Empty((await ConditionsAsync()).Intersect(OfWeights));
    }

    [Fact]
    public async Task A_new_leader_that_cannot_place_yet_keeps_what_the_last_one_said()
    {
        await _fleet.RestartAsync();
        await _fleet.PutAsync(Policy("LatencyAndLoad", "nobody"));
        await _fleet.PlaceAsync(Web);
        Assert.Contains("WeightsFresh", await ConditionsAsync());
    }

    private async Task<IEnumerable<string>> ConditionsAsync() => (await _fleet.StatusAsync(Web)).Conditions!.Select(static c => c.Type);

    private static string Policy(string weights, string members) => $$"""
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: web, namespace: default}
        spec:
          resourceSelectors: [{apiVersion: apps/v1, kind: Deployment, name: web}]
          placement:
            clusterAffinity: {clusterNames: [{{members}}] }
            replicaScheduling:
              replicaSchedulingType: Divided
              replicaDivisionPreference: Weighted
              weightPreference: {dynamicWeight: {{weights}} }
        """;
}
