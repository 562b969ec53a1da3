using Loadline.Kubernetes.LeaderElection;
using Loadline.Operator.Binding;

namespace Loadline.Operator.Tests.Stages;

/// <summary>The hub names every member that may hold an object, from before the first write until the member itself says that there is none.</summary>
public sealed class FenceTests : IAsyncLifetime
{
    private static readonly TemplateKey Settings = new(Fleet.ConfigMaps, "default", "settings");

    private Fleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync("one", "two");
        await _fleet.PutAsync(Policy("one"));
        await _fleet.PutSettingsAsync("value");
    }

    public Task DisposeAsync()
    {
        _fleet.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_ordinary_placement_costs_two_writes_to_the_hub_and_one_to_the_member()
    {
        var before = _fleet.WritesToHub;
        await _fleet.PlaceAsync(Settings);
        Assert.Equal(2, _fleet.WritesToHub - before);
        Assert.Equal(["POST /api/v1/namespaces/default/configmaps"], _fleet.Wire("one").Requests);
        Assert.Equal(["one"], (await _fleet.StatusAsync(Settings)).AppliedClusters);
        Assert.NotNull(await _fleet.FindAsync("one", Settings));
    }

    [Fact]
    public async Task A_template_that_is_deleted_while_its_first_write_is_on_its_way_leaves_nothing_behind()
    {
        var (sent, answered) = (new TaskCompletionSource(), new TaskCompletionSource());
        _fleet.Wire("one").OnWrite = async (_, pass) =>
        {
            sent.SetResult();
            await answered.Task;
            return await pass();
        };
        await _fleet.BindAsync(Settings);
        var first = _fleet.ApplyAsync("one", Settings);
        await sent.Task;

        await _fleet.DeleteAsync(Fleet.ConfigMaps, "settings");
        await _fleet.BindAsync(Settings);
        await _fleet.ReportAsync(Settings);
        Assert.NotNull(await _fleet.BindingAsync(Settings));

        _fleet.Wire("one").OnWrite = null;
        answered.SetResult();
        await first;
        Assert.NotNull(await _fleet.FindAsync("one", Settings));
        await _fleet.ApplyAsync("one", Settings);
        await _fleet.ReportAsync(Settings);
        Assert.Null(await _fleet.FindAsync("one", Settings));
        Assert.Null(await _fleet.BindingAsync(Settings));
    }

    [Fact]
    public async Task A_first_write_that_nobody_waits_for_any_more_still_leaves_nothing_behind()
    {
        var late = new List<string>();
        _fleet.Wire("one").OnWrite = async (request, _) =>
        {
            late.Add(await request.Content!.ReadAsStringAsync());
            throw new HttpRequestException("no answer");
        };
        await _fleet.BindAsync(Settings);
        await _fleet.ApplyAsync("one", Settings);
        _fleet.Wire("one").OnWrite = null;

        await DeleteTemplateAsync();
        Assert.NotNull((await _fleet.ApplyAsync("one", Settings)).RequeueAfter);
        await _fleet.ReportAsync(Settings);
        Assert.NotNull(await _fleet.BindingAsync(Settings));

        _fleet.Time.Freeze(TimeSpan.FromSeconds(20));
        await _fleet.PutInAsync("one", Fleet.ConfigMaps, late.Single());
        await _fleet.ApplyAsync("one", Settings);
        Assert.Null(await _fleet.FindAsync("one", Settings));
        _fleet.Time.Freeze(TimeSpan.FromSeconds(60));
        await _fleet.ApplyAsync("one", Settings);
        await _fleet.ReportAsync(Settings);
        Assert.Null(await _fleet.BindingAsync(Settings));
    }

    [Fact]
    public async Task A_crash_between_the_first_write_and_the_first_status_leaves_nothing_behind()
    {
        await _fleet.BindAsync(Settings);
        await _fleet.ApplyAsync("one", Settings);
        await _fleet.RestartAsync();
        await DeleteTemplateAsync();
        await _fleet.ReportAsync(Settings);
        Assert.NotNull(await _fleet.BindingAsync(Settings));
        await _fleet.ApplyAsync("one", Settings);
        await _fleet.ReportAsync(Settings);
        Assert.Null(await _fleet.FindAsync("one", Settings));
        Assert.Null(await _fleet.BindingAsync(Settings));
    }

    [Fact]
    public async Task That_a_member_was_left_once_says_nothing_about_the_next_stay()
    {
        await _fleet.PlaceAsync(Settings);
        await MoveAsync("two");
        await _fleet.ObserveAsync("one", Fleet.ConfigMaps);
        await _fleet.ApplyAsync("one", Settings);
        await _fleet.ReportAsync(Settings);
        Assert.Null(await _fleet.FindAsync("one", Settings));
        Assert.Equal(["two"], (await _fleet.StatusAsync(Settings)).AppliedClusters);

        var answered = new TaskCompletionSource();
        _fleet.Wire("one").OnWrite = async (_, pass) =>
        {
            await answered.Task;
            return await pass();
        };
        await _fleet.PutAsync(Policy("one", "two"));
        await _fleet.BindAsync(Settings);
        var second = _fleet.ApplyAsync("one", Settings);
        await _fleet.ReportAsync(Settings);
        Assert.Equal(["one", "two"], (await _fleet.StatusAsync(Settings)).AppliedClusters!.Order());
        answered.SetResult();
        await second;
    }

    [Fact]
    public async Task A_cluster_that_is_a_member_under_two_names_keeps_under_the_one_what_was_never_placed_under_the_other()
    {
        await _fleet.PlaceAsync(Settings);
        var json = System.Text.Json.Nodes.JsonNode.Parse((await _fleet.FindAsync("one", Settings))!.Json.Span)!;
        foreach (var field in (string[])["uid", "resourceVersion", "creationTimestamp"]) json["metadata"]!.AsObject().Remove(field);
        await _fleet.PutInAsync("two", Fleet.ConfigMaps, json.ToJsonString());
        await _fleet.ObserveAsync("two", Fleet.ConfigMaps);

        await _fleet.ApplyAsync("two", Settings);
        Assert.NotNull(await _fleet.FindAsync("two", Settings));
    }

    [Fact]
    public async Task What_was_only_previewed_is_nowhere_and_nobody_is_asked_when_it_goes()
    {
        await _fleet.PutAsync(Policy("one", mode: "Preview"));
        await _fleet.PlaceAsync(Settings);
        Assert.Empty((await _fleet.StatusAsync(Settings)).AppliedClusters ?? []);
        await DeleteTemplateAsync();
        await _fleet.ApplyAsync("one", Settings);
        Assert.Empty(_fleet.Events);
        await _fleet.ReportAsync(Settings);
        Assert.Null(await _fleet.BindingAsync(Settings));
        Assert.Empty(_fleet.Wire("one").Requests);
    }

    [Fact]
    public async Task A_target_is_fenced_before_its_policy_turns_to_preview()
    {
        await _fleet.BindAsync(Settings);
        await _fleet.ApplyAsync("one", Settings);
        await _fleet.PutAsync(Policy("one", mode: "Preview"));
        await _fleet.BindAsync(Settings);
        await _fleet.RestartAsync();
        Assert.Equal(["one"], (await _fleet.StatusAsync(Settings)).AppliedClusters);
        await DeleteTemplateAsync();
        await _fleet.ReportAsync(Settings);
        Assert.NotNull(await _fleet.BindingAsync(Settings));
    }

    [Fact]
    public async Task LE8_A_leader_whose_lease_is_over_writes_to_no_member_and_blames_none()
    {
        await _fleet.BindAsync(Settings);
        _fleet.Fence = static () => throw new LeadershipLostException("leadership 1 was lost");
        var result = await _fleet.ApplyAsync("one", Settings);
        Assert.False(result.Retry);
        Assert.NotNull(result.RequeueAfter);
        Assert.Empty(_fleet.Wire("one").Requests);
        Assert.Null(_fleet.Workload(Settings).FindMember("one")!.Failure);
        Assert.Empty(_fleet.Events);

        _fleet.Fence = static () => { };
        await _fleet.ApplyAsync("one", Settings);
        Assert.NotNull(await _fleet.FindAsync("one", Settings));
    }

    private async Task DeleteTemplateAsync()
    {
        await _fleet.DeleteAsync(Fleet.ConfigMaps, "settings");
        await _fleet.BindAsync(Settings);
    }

    private async Task MoveAsync(string to)
    {
        await _fleet.PutAsync(Policy(to));
        await _fleet.BindAsync(Settings);
        await _fleet.ApplyAsync(to, Settings);
    }

    private static string Policy(string member, string? other = null, string mode = "Enforce") => $$"""
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: settings, namespace: default}
        spec:
          mode: {{mode}}
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: settings}]
          placement: {clusterAffinity: {clusterNames: [{{member}}{{(other is null ? "" : ", " + other)}}] } }
        """;
}
