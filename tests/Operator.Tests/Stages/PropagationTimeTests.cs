using Loadline.Operator.Binding;

namespace Loadline.Operator.Tests.Stages;

/// <summary><c>loadline_propagation_seconds</c> is about changes of templates, each once for each member that it had to come to.</summary>
public sealed class PropagationTimeTests : IAsyncLifetime
{
    private static readonly TemplateKey Settings = new(Fleet.ConfigMaps, "default", "settings");

    private Fleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync("one", "two");
        await _fleet.PutAsync(Policy("one"));
        await _fleet.PutSettingsAsync("first");
        _fleet.Time.Freeze(TimeSpan.FromSeconds(2));
        await _fleet.PlaceAsync(Settings);
    }

    public Task DisposeAsync()
    {
        _fleet.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_change_counts_once_for_every_member()
    {
        await _fleet.PutAsync(Policy("one, two"));
        await _fleet.PutSettingsAsync("second");
        _fleet.Time.Freeze(TimeSpan.FromSeconds(3));
        await _fleet.PlaceAsync(Settings);
        await _fleet.PlaceAsync(Settings);
        Assert.Equal([2, 3, 3], _fleet.Propagations);
    }

    [Fact]
    public async Task What_is_mended_later_was_not_long_on_its_way()
    {
        _fleet.Time.Freeze(TimeSpan.FromDays(3));
        await BendAsync();
        Assert.Equal([2], _fleet.Propagations);
    }

    [Fact]
    public async Task A_change_that_a_member_does_not_see_is_not_counted_with_the_next_repair()
    {
        await _fleet.PutSettingsAsync("first");
        await _fleet.PlaceAsync(Settings);
        _fleet.Time.Freeze(TimeSpan.FromDays(3));
        await BendAsync();
        Assert.Equal([2], _fleet.Propagations);
    }

    [Fact]
    public async Task What_a_later_move_takes_to_another_member_was_not_long_on_its_way()
    {
        _fleet.Time.Freeze(TimeSpan.FromDays(3));
        await _fleet.PutAsync(Policy("one, two"));
        await _fleet.PlaceAsync(Settings);
        Assert.NotNull(await _fleet.FindAsync("two", Settings));
        Assert.Equal([2], _fleet.Propagations);
    }

    [Fact]
    public async Task What_was_held_back_on_purpose_was_not_long_on_its_way()
    {
        await _fleet.PutAsync(Policy("one", suspended: true));
        await _fleet.PutSettingsAsync("second");
        await _fleet.PlaceAsync(Settings);
        _fleet.Time.Freeze(TimeSpan.FromDays(3));
        await _fleet.PutAsync(Policy("one"));
        await _fleet.PlaceAsync(Settings);
        Assert.Contains("second", await _fleet.TextAsync("one", Settings), StringComparison.Ordinal);
        Assert.Equal([2], _fleet.Propagations);
    }

    private async Task BendAsync()
    {
        await _fleet.ChangeAsync("one", Settings, """{"data":{"key":"bent"} }""");
        await _fleet.ObserveAsync("one", Fleet.ConfigMaps);
        await _fleet.ApplyAsync("one", Settings);
        Assert.DoesNotContain("bent", await _fleet.TextAsync("one", Settings), StringComparison.Ordinal);
    }

    private static string Policy(string members, bool suspended = false) => $$"""
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: settings, namespace: default}
        spec:
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: settings}]
          placement: {clusterAffinity: {clusterNames: [{{members}}] } }
          suspension: {dispatching: {{(suspended ? "true" : "false")}} }
        """;
}
