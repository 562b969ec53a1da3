namespace Loadline.Operator.Tests.Hosting;

/// <summary>One edit of a member does not clear it, however many policies it touches a little.</summary>
[Collection(nameof(WholeFleet))]
public sealed class MemberRemovalBudgetTests(WholeFleet fleet) : IClassFixture<WholeFleet>
{
    private const int Policies = 15;

    /// <summary>What passes whatever the percentage.</summary>
    private const int Passing = 10;

    [Fact]
    public async Task A_member_whose_label_was_edited_loses_a_few_objects_of_all_policies_and_the_rest_waits_until_somebody_agrees()
    {
        await fleet.JoinAsync("one", Labelled("front"));
        await fleet.JoinAsync("two", Labelled("front"));
        await fleet.ApplyAsync(string.Join("\n---\n", Enumerable.Range(0, Policies).Select(Placed)));
        await UntilHeldByTwoAsync(Policies);

        await fleet.JoinAsync("two", Labelled("frnt"));
        await UntilHeldByTwoAsync(Policies - Passing);
        await WholeFleet.UntilAsync(async () => await BreakerAsync() is ("True", "RemovalBudgetExceeded"), "the member says that its breaker is open");
        Assert.Equal(1, await fleet.MetricAsync("loadline_breaker_open"));

        // Who leads next finds it open, and counts nothing anew.
        await fleet.RestartOperatorAsync(() => Task.CompletedTask);
        await WholeFleet.UntilAsync(async () => await fleet.MetricAsync("loadline_breaker_open") == 1, "the new leader found the breaker open");
        await UntilHeldByTwoAsync(Policies - Passing);

        await fleet.JoinAsync("two", Labelled("frnt", DateTimeOffset.UtcNow));
        await UntilHeldByTwoAsync(0);
        await WholeFleet.UntilAsync(async () => await BreakerAsync() is ("False", "WithinBudget"), "the member says that its breaker is closed");
    }

    private static string Labelled(string tier, DateTimeOffset? acknowledged = null) =>
        $", labels: {{tier: {tier}}}" + (acknowledged is { } at ? $$""", annotations: {loadline.io/acknowledge-removals: "{{at:yyyy-MM-ddTHH:mm:ssZ}}"}""" : "");

    private static string Placed(int number) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings-{{number}}, namespace: default}
        data: {key: value}
        ---
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: settings-{{number}}, namespace: default}
        spec:
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: settings-{{number}} }]
          placement:
            clusterAffinity: {labelSelector: {matchLabels: {tier: front} } }
        """;

    private Task UntilHeldByTwoAsync(int count) => WholeFleet.UntilAsync(
        async () => (await fleet.GetRawAsync("two", "/api/v1/namespaces/default/configmaps"))["items"]!.AsArray()
            .Count(static item => ((string)item!["metadata"]!["name"]!).StartsWith("settings-", StringComparison.Ordinal)) == count,
        $"two holds {count}");

    private Task<(string? Status, string? Reason)> BreakerAsync() => fleet.ConditionAsync("/apis/loadline.io/v1alpha1/memberclusters/two", "BreakerOpen");
}
