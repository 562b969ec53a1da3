using System.Text.Json.Nodes;
using Loadline.Operator.Binding;

namespace Loadline.Operator.Tests.Stages;

/// <summary>Where data must not be, nothing is written, whatever was decided before.</summary>
public sealed class ResidencyTests : IAsyncLifetime
{
    private static readonly TemplateKey Settings = new(Fleet.ConfigMaps, "default", "settings");
    private static readonly TemplateKey Web = new(Fleet.Deployments, "default", "web");

    private Fleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await Fleet.StartAsync("one", "two");

    public Task DisposeAsync()
    {
        _fleet.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_member_that_has_come_to_be_elsewhere_gets_no_change_and_keeps_what_it_has_until_another_fits()
    {
        await _fleet.PutAsync(SettingsPolicy("one"));
        await _fleet.PutSettingsAsync("first");
        await _fleet.PlaceAsync(Settings);

        _fleet.Describe("one", "US");
        await _fleet.PutSettingsAsync("second");
        await _fleet.PlaceAsync(Settings);
        Assert.Contains("first", await DataAsync("one"), StringComparison.Ordinal);
        var held = Assert.Single((await _fleet.StatusAsync(Settings)).Held!);
        Assert.Equal(("one", "Apply", "DataResidency"), (held.Cluster, held.Action, held.Reason));
        Assert.Contains("it is US", held.ReleasedBy, StringComparison.Ordinal);

        _fleet.Describe("one", "");
        await _fleet.PlaceAsync(Settings);
        Assert.Contains("it names none", Assert.Single((await _fleet.StatusAsync(Settings)).Held!).ReleasedBy, StringComparison.Ordinal);

        _fleet.Describe("one", "EU");
        await _fleet.PlaceAsync(Settings);
        Assert.Contains("second", await DataAsync("one"), StringComparison.Ordinal);
        Assert.Null((await _fleet.StatusAsync(Settings)).Held);
    }

    [Fact]
    public async Task What_must_not_be_in_a_member_is_taken_out_once_another_holds_it()
    {
        await _fleet.PutAsync(SettingsPolicy("one"));
        await _fleet.PutSettingsAsync("first");
        await _fleet.PlaceAsync(Settings);

        _fleet.Describe("one", "US");
        await _fleet.PutAsync(SettingsPolicy("one, two"));
        await _fleet.PlaceAsync(Settings);
        await _fleet.ObserveAsync("one", Fleet.ConfigMaps);
        await _fleet.ApplyAsync("one", Settings);
        Assert.Null(await _fleet.FindAsync("one", Settings));
        Assert.Contains("first", await DataAsync("two"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_replicas_leave_step_by_step_the_rest_gets_no_change_of_the_template()
    {
        await _fleet.PutAsync(WebPolicy("one"));
        await PutWebAsync("v1");
        await _fleet.PlaceAsync(Web);
        await _fleet.ReadyAsync("one", Web);

        _fleet.Describe("one", "US");
        await _fleet.PutAsync(WebPolicy("one, two"));
        await PutWebAsync("v2");
        await _fleet.BindAsync(Web);
        await _fleet.ApplyAsync("two", Web);
        await _fleet.ReadyAsync("two", Web);
        await _fleet.ApplyAsync("one", Web);
        Assert.Equal((4, 1), (await ReplicasAsync("one") + await ReplicasAsync("two"), await ReplicasAsync("two")));
        Assert.Contains("web:v1", await ManifestAsync("one"), StringComparison.Ordinal);
        Assert.Contains("web:v2", await ManifestAsync("two"), StringComparison.Ordinal);

        for (var i = 0; i < 6; i++)
        {
            if (await _fleet.FindAsync("one", Web) is null) break;
            Assert.InRange(await ReplicasAsync("one") + await ReplicasAsync("two"), 4, 5);
            foreach (var member in (string[])["one", "two"])
            {
                await _fleet.ApplyAsync(member, Web);
                if (await _fleet.FindAsync(member, Web) is not null) await _fleet.ReadyAsync(member, Web);
            }
        }

        Assert.Null(await _fleet.FindAsync("one", Web));
        Assert.Equal(4, await ReplicasAsync("two"));
    }

    [Theory]
    [InlineData("US", false)]
    [InlineData("EU", true)]
    public async Task What_must_leave_a_member_does_not_wait_for_a_window_of_voluntary_moves(string jurisdiction, bool terminating)
    {
        await _fleet.PutAsync(WebPolicy("one, two", continuous: true));
        await PutWebAsync("v1");
        await _fleet.BindAsync(Web);
        Assert.Equal(["one", "two"], (await _fleet.SpecAsync(Web)).Clusters!.Select(static c => c.Name));

        _fleet.Describe("two", jurisdiction, terminating);
        await _fleet.BindAsync(Web);
        Assert.Equal([("one", 4)], (await _fleet.SpecAsync(Web)).Clusters!.Select(static c => (c.Name, c.Replicas ?? 0)));
    }

    [Fact]
    public async Task What_might_stay_does_wait_for_a_window()
    {
        await _fleet.PutAsync(WebPolicy("one, two", continuous: true));
        await PutWebAsync("v1");
        await _fleet.BindAsync(Web);
        _fleet.Describe("two", "EU", cpu: 40_000);
        var result = await _fleet.BindAsync(Web);
        Assert.Equal([("one", 2), ("two", 2)], (await _fleet.SpecAsync(Web)).Clusters!.Select(static c => (c.Name, c.Replicas ?? 0)));
        Assert.NotNull(result.RequeueAfter);
    }

    private async Task PutWebAsync(string version) => await _fleet.PutAsync($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          replicas: 4
          selector: {matchLabels: {app: web} }
          template:
            metadata: {labels: {app: web} }
            spec: {containers: [{name: web, image: "web:{{version}}", resources: {requests: {cpu: "1"} } }] }
        """);

    private Task<string> DataAsync(string member) => _fleet.TextAsync(member, Settings);

    private Task<string> ManifestAsync(string member) => _fleet.TextAsync(member, Web);

    private async Task<int> ReplicasAsync(string member) => (int)JsonNode.Parse((await _fleet.FindAsync(member, Web))!.Spec.Span)!["replicas"]!;

    private static string SettingsPolicy(string members) => $$"""
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: settings, namespace: default}
        spec:
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: settings}]
          placement: {clusterAffinity: {clusterNames: [{{members}}] } }
          dataResidency: {jurisdictions: [EU]}
        """;

    private static string WebPolicy(string members, bool continuous = false) => $$"""
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
              weightPreference: {dynamicWeight: AvailableReplicas}
              {{(continuous ? "weighting: {rebalance: {strategy: Continuous} }" : "")}}
          safety: {moveWindows: [{schedule: "0 12 * * *", duration: 1h}]}
          dataResidency: {jurisdictions: [EU]}
        """;
}
