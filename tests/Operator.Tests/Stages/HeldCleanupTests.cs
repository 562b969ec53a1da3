using Loadline.Operator.Binding;
using Loadline.Operator.Hosting;

namespace Loadline.Operator.Tests.Stages;

/// <summary>A deletion is a write: under Preview and suspension what is in members stays there, and says what it waits for.</summary>
public sealed class HeldCleanupTests : IAsyncLifetime
{
    private const string Preview = "mode: Preview";
    private const string Suspended = "suspension: {dispatching: true}";
    private const string SuspendedHere = "suspension: {dispatchingOnClusters: {clusterNames: [one]} }";

    private static readonly TemplateKey Settings = new(Fleet.ConfigMaps, "default", "settings");

    private Fleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync("one");
        await _fleet.PutAsync(Policy("mode: Enforce"));
        await _fleet.PutSettingsAsync("value");
        await _fleet.PlaceAsync(Settings);
    }

    public Task DisposeAsync()
    {
        _fleet.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(Preview, "Preview", "spec.mode: Enforce in the policy")]
    [InlineData(Suspended, "SuspendedBySpec", "spec.suspension.dispatching: false in the policy")]
    [InlineData(SuspendedHere, "SuspendedBySpec", "removing one from spec.suspension.dispatchingOnClusters in the policy")]
    public async Task A_template_that_is_deleted_stays_in_members_until_its_policy_lets_it_go(string order, string reason, string releasedBy)
    {
        await _fleet.PutAsync(Policy(order));
        await _fleet.PlaceAsync(Settings);
        await _fleet.DeleteAsync(Fleet.ConfigMaps, "settings");
        await CleanUpAsync();
        Assert.NotNull(await _fleet.FindAsync("one", Settings));
        var status = await _fleet.StatusAsync(Settings);
        var held = Assert.Single(status.Held!);
        Assert.Equal(("one", "Delete", reason, releasedBy), (held.Cluster, held.Action, held.Reason, held.ReleasedBy));
        Assert.Contains(status.Conditions!, static c => c is { Type: "CleanupBlocked", Status: "True" });
        Assert.Single(_fleet.Events, static e => e.Reason == "CleanupHeld");

        await _fleet.PutAsync(Policy("mode: Enforce"));
        await CleanUpAsync();
        Assert.Null(await _fleet.FindAsync("one", Settings));
        Assert.Null(await _fleet.BindingAsync(Settings));
    }

    [Theory]
    [InlineData(Preview, "spec.mode: Enforce in this binding", """{"spec":{"mode":"Enforce"} }""")]
    [InlineData(Suspended, "spec.suspension: null in this binding", """{"spec":{"suspension":null} }""")]
    public async Task A_policy_that_is_deleted_leaves_its_last_order_in_the_binding_where_it_can_be_taken_back(string order, string releasedBy, string remedy)
    {
        await _fleet.PutAsync(Policy(order));
        await _fleet.PlaceAsync(Settings);
        await _fleet.DeleteAsync(LoadlineResources.PropagationPolicies, "settings");
        await CleanUpAsync();
        await _fleet.RestartAsync();
        await CleanUpAsync();
        Assert.NotNull(await _fleet.FindAsync("one", Settings));
        Assert.Contains(releasedBy, Assert.Single((await _fleet.StatusAsync(Settings)).Held!).ReleasedBy, StringComparison.Ordinal);

        await _fleet.PatchBindingAsync(Settings, remedy);
        await CleanUpAsync();
        Assert.Null(await _fleet.FindAsync("one", Settings));
        Assert.Null(await _fleet.BindingAsync(Settings));
    }

    [Fact]
    public async Task Nothing_is_given_up_either()
    {
        await _fleet.PutAsync(Policy(Preview + "\n  preserveResourcesOnDeletion: true"));
        await _fleet.PlaceAsync(Settings);
        await _fleet.DeleteAsync(Fleet.ConfigMaps, "settings");
        await CleanUpAsync();
        Assert.Contains("loadline.io/managed", (await _fleet.FindAsync("one", Settings))!.Labels.Keys);
    }

    private async Task CleanUpAsync()
    {
        await _fleet.BindAsync(Settings);
        await _fleet.ApplyAsync("one", Settings);
        await _fleet.ReportAsync(Settings);
    }

    private static string Policy(string order) => $$"""
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: settings, namespace: default}
        spec:
          {{order}}
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: settings}]
        """;
}
