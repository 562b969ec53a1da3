using Loadline.Operator.Binding;

namespace Loadline.Operator.Tests.Stages;

/// <summary>A member that was given up holds nobody up, and is not forgotten while anything could still be taken out of it.</summary>
public sealed class AbandonedMemberTests : IAsyncLifetime
{
    private static readonly TemplateKey Settings = new(Fleet.ConfigMaps, "default", "settings");

    private Fleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync("one", "two");
        await _fleet.PutAsync(Policy("one, two"));
        await _fleet.PutSettingsAsync("value");
        await _fleet.PlaceAsync(Settings);
    }

    public Task DisposeAsync()
    {
        _fleet.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Its_bindings_are_fully_applied_without_it_and_go_on_naming_it()
    {
        await _fleet.AbandonAsync("one");
        await _fleet.PlaceAsync(Settings);
        Assert.Equal(("True", "FullyAppliedSuccess"), await ConditionAsync("FullyApplied"));
        Assert.Null(_fleet.Workload(Settings).FindMember("one")?.Failure);
        Assert.Equal(["one", "two"], (await _fleet.StatusAsync(Settings)).AppliedClusters!.Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_template_that_goes_leaves_behind_what_is_in_it_and_says_so_once_whoever_leads(bool restarts)
    {
        await _fleet.AbandonAsync("one");
        await _fleet.PlaceAsync(Settings);
        if (restarts) await _fleet.RestartAsync();
        await DeleteTemplateAsync();
        Assert.Null(await _fleet.BindingAsync(Settings));
        Assert.Null(await _fleet.FindAsync("two", Settings));
        var told = Assert.Single(_fleet.Events, static e => e.Reason == "LeftBehind");
        Assert.Contains("ConfigMap default/settings is left behind in one:", told.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_MemberCluster_that_the_hub_still_has_is_not_given_up()
    {
        _fleet.Miss("one");
        await _fleet.PlaceAsync(Settings);
        await DeleteTemplateAsync();
        Assert.NotNull(await _fleet.BindingAsync(Settings));
        Assert.DoesNotContain(_fleet.Events, static e => e.Reason == "LeftBehind");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_it_joins_again_what_is_no_longer_placed_there_is_taken_out(bool restarts)
    {
        await _fleet.AbandonAsync("one");
        await _fleet.PutAsync(Policy("two"));
        await _fleet.PlaceAsync(Settings);
        if (restarts) await _fleet.RestartAsync();
        Assert.NotNull(await _fleet.FindAsync("one", Settings));

        await _fleet.JoinAsync("one");
        await _fleet.ObserveAsync("one", Fleet.ConfigMaps);
        await _fleet.BindAsync(Settings);
        await _fleet.ApplyAsync("one", Settings);
        await _fleet.ApplyAsync("two", Settings);
        await _fleet.ReportAsync(Settings);
        Assert.Null(await _fleet.FindAsync("one", Settings));
        Assert.Equal(["two"], (await _fleet.StatusAsync(Settings)).AppliedClusters);
    }

    [Fact]
    public async Task When_it_joins_again_what_is_placed_there_is_taken_over()
    {
        await _fleet.AbandonAsync("one");
        await _fleet.PlaceAsync(Settings);
        await _fleet.PutSettingsAsync("changed");
        await _fleet.PlaceAsync(Settings);

        await _fleet.JoinAsync("one");
        await _fleet.PlaceAsync(Settings);
        Assert.Contains("changed", await _fleet.TextAsync("one", Settings), StringComparison.Ordinal);
        Assert.Equal(("True", "FullyAppliedSuccess"), await ConditionAsync("FullyApplied"));
    }

    private async Task<(string, string)> ConditionAsync(string type)
    {
        var condition = (await _fleet.StatusAsync(Settings)).Conditions!.Single(c => c.Type == type);
        return (condition.Status, condition.Reason);
    }

    private async Task DeleteTemplateAsync()
    {
        await _fleet.DeleteAsync(Fleet.ConfigMaps, "settings");
        await _fleet.BindAsync(Settings);
        await _fleet.ApplyAsync("two", Settings);
        await _fleet.ReportAsync(Settings);
    }

    private static string Policy(string members) => $$"""
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: settings, namespace: default}
        spec:
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: settings}]
          placement: {clusterAffinity: {clusterNames: [{{members}}] } }
        """;
}
