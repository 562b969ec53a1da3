using System.Text;
using System.Text.Json.Nodes;

namespace Loadline.Operator.Tests.Hosting;

/// <summary>One edit or one loss does not take everything down: the removal breaker in a whole operator.</summary>
[Collection(nameof(WholeFleet))]
public sealed class RemovalTests(WholeFleet fleet) : IClassFixture<WholeFleet>, IAsyncLifetime
{
    /// <summary>Ten objects pass whatever the percentage, two of each template.</summary>
    private const int Passing = 5;

    private const int Templates = 20;

    /// <summary>The tests are about policies: what they remove one after the other is agreed to in the members.</summary>
    public async Task InitializeAsync()
    {
        foreach (var name in (string[])["one", "two"])
            await fleet.JoinAsync(name, $$""", annotations: {loadline.io/acknowledge-removals: "{{DateTimeOffset.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}}"}""");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_selector_that_was_edited_removes_a_few_and_the_rest_waits_until_somebody_agrees()
    {
        await PlaceAsync("edited");
        await fleet.ApplyAsync(Policy("edited", selected: "nothing"));
        await UntilLeftAsync("edited", Templates - Passing);
        await WholeFleet.UntilAsync(async () => await BreakerAsync("edited") is ("True", "RemovalBudgetExceeded"), "the policy says that its breaker is open");
        await WholeFleet.UntilAsync(async () => (await HeldAsync("edited")).Count == Templates - Passing, "every binding that stays says why");
        Assert.All(await HeldAsync("edited"), static reason => Assert.Equal("RemovalBudget", reason));
        Assert.InRange(await fleet.MetricAsync("loadline_breaker_open"), 1, double.MaxValue);

        await fleet.ApplyAsync(Policy("edited", selected: "nothing", acknowledged: DateTimeOffset.UtcNow));
        await UntilLeftAsync("edited", 0);
        await WholeFleet.UntilAsync(async () => await BreakerAsync("edited") is ("False", "WithinBudget"), "the policy says that its breaker is closed");
    }

    [Fact]
    public async Task A_selector_that_is_mended_brings_back_what_went_and_loses_nothing_more()
    {
        await PlaceAsync("mended");
        await fleet.ApplyAsync(Policy("mended", selected: "nothing"));
        await UntilLeftAsync("mended", Templates - Passing);

        await fleet.ApplyAsync(Policy("mended"));
        await UntilLeftAsync("mended", Templates);
        await WholeFleet.UntilAsync(async () => (await HeldAsync("mended")).Count == 0, "nothing is held any more");
    }

    [Fact]
    public async Task What_waits_is_still_kept_in_order_in_the_members_and_goes_on_waiting()
    {
        await PlaceAsync("waiting");
        await fleet.ApplyAsync(Policy("waiting", selected: "nothing"));
        await WholeFleet.UntilAsync(async () => (await HeldAsync("waiting")).Count == Templates - Passing, "every binding that stays says why");
        var left = (string)(await ObjectsAsync("one", "waiting"))[0]["metadata"]!["name"]!;
        await fleet.DeleteAsync("v1", "ConfigMap", left, "one");
        await UntilLeftAsync("waiting", Templates - Passing);
        await WholeFleet.UntilAsync(async () => (await HeldAsync("waiting")).Count == Templates - Passing, "every binding that stays says why");

        var states = fleet.Bindings.Where(b => b.Name.StartsWith(left + "-configmap", StringComparison.Ordinal)).Select(static b => Encoding.UTF8.GetString(b.Status.Span)).ToList();
        Assert.All(states.SkipWhile(static s => !s.Contains("RemovalBudget", StringComparison.Ordinal)), static s => Assert.Contains("RemovalBudget", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_placement_that_leaves_a_member_out_removes_a_few_there_and_the_rest_waits()
    {
        await PlaceAsync("narrowed");
        await fleet.ApplyAsync(Policy("narrowed", members: "one"));
        await UntilLeftAsync("narrowed", Templates - (2 * Passing), "two");
        await WholeFleet.UntilAsync(async () => await BreakerAsync("narrowed") is ("True", _), "the policy says that its breaker is open");

        await fleet.ApplyAsync(Policy("narrowed", members: "one", acknowledged: DateTimeOffset.UtcNow));
        await UntilLeftAsync("narrowed", 0, "two");
        await UntilLeftAsync("narrowed", Templates, "one");
    }

    [Fact]
    public async Task What_a_user_deletes_goes_however_much_it_is()
    {
        await PlaceAsync("deleted");
        for (var i = 0; i < Templates; i++) await fleet.DeleteAsync("v1", "ConfigMap", $"deleted-{i}");
        await UntilLeftAsync("deleted", 0);
    }

    [Fact]
    public async Task A_policy_that_a_user_deletes_takes_along_all_that_it_placed()
    {
        await PlaceAsync("dropped");
        await fleet.DeleteAsync("loadline.io/v1alpha1", "PropagationPolicy", "dropped");
        await UntilLeftAsync("dropped", 0);
    }

    [Fact]
    public async Task Templates_that_nobody_saw_going_take_a_few_along_and_the_rest_waits()
    {
        await PlaceAsync("vanished");
        await fleet.RestartOperatorAsync(async () =>
        {
            for (var i = 0; i < Templates; i++) await fleet.DeleteAsync("v1", "ConfigMap", $"vanished-{i}");
        });
        await UntilLeftAsync("vanished", Templates - Passing);
        await WholeFleet.UntilAsync(async () => await BreakerAsync("vanished") is ("True", _), "the policy says that its breaker is open");

        await fleet.ApplyAsync(string.Join("\n---\n", Enumerable.Range(0, Templates).Select(static i => ConfigMap("vanished", i))));
        await UntilLeftAsync("vanished", Templates);
    }

    private async Task PlaceAsync(string name)
    {
        await fleet.ApplyAsync(string.Join("\n---\n", [Policy(name), .. Enumerable.Range(0, Templates).Select(i => ConfigMap(name, i))]));
        await UntilLeftAsync(name, Templates);
    }

    private async Task UntilLeftAsync(string name, int count, params string[] members)
    {
        foreach (var member in members is [] ? ["one", "two"] : members)
            await WholeFleet.UntilAsync(async () => await CountAsync(member, name) == count, $"{member} holds {count} of {name}");
    }

    private async Task<int> CountAsync(string member, string name) => (await ObjectsAsync(member, name)).Count;

    private async Task<List<JsonNode>> ObjectsAsync(string member, string name) =>
        [.. (await fleet.GetRawAsync(member, "/api/v1/namespaces/default/configmaps"))["items"]!.AsArray()
            .Select(static item => item!).Where(item => ((string)item["metadata"]!["name"]!).StartsWith(name + "-", StringComparison.Ordinal))];

    private Task<(string? Status, string? Reason)> BreakerAsync(string name) => fleet.ConditionAsync(WholeFleet.PolicyPath(name), "BreakerOpen");

    /// <summary>Why bindings of a policy hold a deletion back, one reason for each of them.</summary>
    private async Task<List<string>> HeldAsync(string name) =>
        [.. (await fleet.GetRawAsync("hub", "/apis/loadline.io/v1alpha1/namespaces/default/resourcebindings"))["items"]!.AsArray()
            .Where(b => ((string)b!["metadata"]!["name"]!).StartsWith(name + "-", StringComparison.Ordinal))
            .Select(static b => b!["status"]?["held"]?.AsArray().FirstOrDefault())
            .Where(static h => (string?)h?["action"] == "Delete")
            .Select(static h => (string)h!["reason"]!)];

    private static string ConfigMap(string app, int number) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{app}}-{{number}}, namespace: default, labels: {app: {{app}} } }
        data: {key: value}
        """;

    private static string Policy(string name, string? selected = null, string members = "one, two", DateTimeOffset? acknowledged = null)
    {
        var annotations = acknowledged is { } at ? $$""", annotations: {loadline.io/acknowledge-removals: "{{at:yyyy-MM-ddTHH:mm:ssZ}}"}""" : "";
        return $$"""
            apiVersion: loadline.io/v1alpha1
            kind: PropagationPolicy
            metadata: {name: {{name}}, namespace: default{{annotations}}}
            spec:
              resourceSelectors: [{apiVersion: v1, kind: ConfigMap, labelSelector: {matchLabels: {app: {{selected ?? name}} } } }]
              placement:
                clusterAffinity: {clusterNames: [{{members}}] }
            """;
    }
}
