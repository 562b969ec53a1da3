using System.Net;
using System.Text.RegularExpressions;

namespace Loadline.Operator.Tests.Hosting;

/// <summary>The runtime's rules as the operator keeps them.</summary>
[Collection(nameof(WholeFleet))]
public sealed class OperatorRuleTests(WholeFleet fleet) : IClassFixture<WholeFleet>
{
    [Fact]
    public async Task FN1_A_binding_has_its_finalizer_from_the_first_moment_and_goes_after_what_it_placed()
    {
        await PlaceAsync("guarded");
        await fleet.UntilPlacedAsync("guarded", "one", "two");
        var states = fleet.Bindings.Where(static b => b.Name.StartsWith("guarded", StringComparison.Ordinal)).ToList();
        Assert.All(states, static b => Assert.True(b.HasFinalizer("loadline.io/cleanup")));

        await fleet.DeleteAsync("v1", "ConfigMap", "guarded");
        await fleet.UntilPlacedAsync("guarded");
        await WholeFleet.UntilAsync(async () => await BindingAsync("guarded") is null, "the binding is gone");
    }

    [Fact]
    public async Task SA2_Decision_and_report_are_written_by_two_managers()
    {
        await PlaceAsync("owned");
        await fleet.UntilPlacedAsync("owned", "one", "two");
        await WholeFleet.UntilAsync(async () => (await BindingAsync("owned"))?.Status.IsEmpty is false, "the binding has a status");
        var name = (await BindingAsync("owned"))!.Name;
        var binding = await fleet.GetRawAsync("hub", $"/apis/loadline.io/v1alpha1/namespaces/default/resourcebindings/{name}");
        var managers = binding["metadata"]!["managedFields"]!.AsArray()
            .Select(static m => $"{m!["manager"]} {m["subresource"]}: {string.Join(' ', m["fieldsV1"]!.AsObject().Select(static f => f.Key).Where(static k => k is "f:spec" or "f:status"))}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(["loadline : f:spec", "loadline-status status: f:status"], managers);
    }

    [Fact]
    public async Task SA7_An_intent_that_did_not_change_sends_nothing()
    {
        await PlaceAsync("calm");
        await fleet.UntilPlacedAsync("calm", "one", "two");
        await WholeFleet.UntilAsync(async () => (await BindingAsync("calm"))?.Status.IsEmpty is false, "the binding has a status");
        var applied = await fleet.GetAsync("one", "v1", "ConfigMap", "calm");
        var writes = await WritesToMembersAsync();

        // What does not reach a member: another label on the policy, and a rest of an annotation that members are not given.
        await fleet.ApplyAsync(Policy("calm", "one, two").Replace("metadata: {", "metadata: {labels: {seen: again}, ", StringComparison.Ordinal));
        await fleet.ApplyAsync("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: calm, namespace: default, annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}}
            data: {key: calm}
            """);
        await AnswersAsync("calm");
        Assert.Equal(writes, await WritesToMembersAsync());
        Assert.Equal(applied!.ResourceVersion, (await fleet.GetAsync("one", "v1", "ConfigMap", "calm"))!.ResourceVersion);
    }

    [Fact]
    public async Task CL9_A_policy_that_turns_to_another_template_releases_the_one_and_takes_the_other()
    {
        await fleet.ApplyAsync(ConfigMap("first") + "\n---\n" + ConfigMap("second") + "\n---\n" + Policy("first", "one", policy: "turns"));
        await fleet.UntilPlacedAsync("first", "one");
        await fleet.ApplyAsync(Policy("second", "one", policy: "turns"));
        await fleet.UntilPlacedAsync("second", "one");
        await fleet.UntilPlacedAsync("first");
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_any_more_says_so_keeps_what_it_placed_and_stops_no_leader()
    {
        await PlaceAsync("odd");
        await fleet.UntilPlacedAsync("odd", "one", "two");
        await fleet.ApplyAsync(Policy("odd", "one").TrimEnd() + "\n  safety: {moveWindows: [{schedule: 0 2 * * *, duration: 9999999999999999h}]}");
        await WholeFleet.UntilAsync(async () => await ReadyAsync("odd") is ("InvalidSpec", var message) && message!.Contains("spec.safety.moveWindows[0].duration", StringComparison.Ordinal), "the policy names the field");

        await fleet.RestartOperatorAsync(() => Task.CompletedTask);
        await AnswersAsync("odd");
        await fleet.UntilPlacedAsync("odd", "one", "two");
        Assert.Equal("InvalidSpec", (await ReadyAsync("odd")).Item1);

        await fleet.ApplyAsync(Policy("odd", "one"));
        await fleet.UntilPlacedAsync("odd", "one");
    }

    [Fact]
    public async Task A_paused_template_reaches_no_member_until_the_pause_is_taken_back()
    {
        const string pause = "annotations: {loadline.io/pause-until: \"2999-01-01T00:00:00Z\"}, ";
        await PlaceAsync("paused");
        await fleet.UntilPlacedAsync("paused", "one", "two");
        await fleet.ApplyAsync(ConfigMap("paused", "changed").Replace("metadata: {", "metadata: {" + pause, StringComparison.Ordinal));
        await WholeFleet.UntilAsync(async () => await SuspendedAsync("paused") is ("True", "Paused"), "the binding says that it is paused");
        await AnswersAsync("paused");
        Assert.Equal("paused", await DataAsync("one", "paused"));

        await fleet.ApplyAsync(ConfigMap("paused", "changed"));
        await WholeFleet.UntilAsync(
            async () => await DataAsync("one", "paused") == "changed", "the change has arrived");
        await WholeFleet.UntilAsync(async () => await SuspendedAsync("paused") is ("False", _), "the binding says that it goes on");
    }

    [Fact]
    public async Task A_paused_policy_pauses_all_that_it_places_and_says_so()
    {
        await PlaceAsync("halted");
        await fleet.UntilPlacedAsync("halted", "one", "two");
        await fleet.ApplyAsync(Policy("halted", "one").Replace("metadata: {", "metadata: {annotations: {loadline.io/pause-until: soon}, ", StringComparison.Ordinal));
        await WholeFleet.UntilAsync(async () => await SuspendedAsync("halted") is ("True", "Paused"), "the binding says that it is paused");
        await AnswersAsync("halted");
        await fleet.UntilPlacedAsync("halted", "one", "two");

        await fleet.ApplyAsync(Policy("halted", "one"));
        await fleet.UntilPlacedAsync("halted", "one");
    }

    [Fact]
    public async Task RQ5_Requests_are_counted_by_code_method_and_host_and_never_by_path()
    {
        await PlaceAsync("counted");
        await fleet.UntilPlacedAsync("counted", "one", "two");
        var series = Regex.Matches(await fleet.MetricsAsync(), @"(?m)^rest_client_requests_total\{([^}]*)\}").Select(static m => m.Groups[1].Value).ToList();
        Assert.Contains(series, s => s.Contains($"host=\"{fleet["one"].Endpoint.Authority}\"", StringComparison.Ordinal) && s.Contains("method=\"POST\"", StringComparison.Ordinal));
        Assert.All(series, static s => Assert.Equal(["code", "host", "method"], Regex.Matches(s, "([a-z_]+)=\"").Select(static m => m.Groups[1].Value).Where(static l => !l.StartsWith("otel", StringComparison.Ordinal)).Order()));
        Assert.All(series, static s => Assert.DoesNotContain("/", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CL7_LC3_A_standby_is_ready_with_its_caches_and_serves_its_metrics()
    {
        await PlaceAsync("led");
        await fleet.UntilPlacedAsync("led", "one", "two");
        var standby = await fleet.StartOperatorAsync();
        await using (standby)
        {
            await WholeFleet.UntilAsync(async () => await fleet.ReadyAsync(standby) == HttpStatusCode.OK, "the standby is ready");
            using var http = new HttpClient();
            var metrics = await http.GetStringAsync(new Uri(standby.MetricsAddress!, "/metrics"));
            Assert.Matches("(?m)^leader_election_master_status\\{[^}]*\\} 0$", metrics);
        }
    }

    private async Task<string?> DataAsync(string member, string name) => (string?)(await fleet.GetRawAsync(member, $"/api/v1/namespaces/default/configmaps/{name}"))["data"]!["key"];

    private async Task<(string?, string?)> ReadyAsync(string policy)
    {
        var condition = (await fleet.GetRawAsync("hub", $"/apis/loadline.io/v1alpha1/namespaces/default/propagationpolicies/{policy}"))["status"]?["conditions"]?.AsArray()
            .FirstOrDefault(static c => (string?)c!["type"] == "Ready");
        return ((string?)condition?["reason"], (string?)condition?["message"]);
    }

    private async Task<(string? Status, string? Reason)> SuspendedAsync(string name) =>
        await fleet.ConditionAsync($"/apis/loadline.io/v1alpha1/namespaces/default/resourcebindings/{(await BindingAsync(name))!.Name}", "Suspended");

    private async Task PlaceAsync(string name) => await fleet.ApplyAsync(ConfigMap(name) + "\n---\n" + Policy(name, "one, two"));

    private async Task<Kubernetes.Client.KubeObject?> BindingAsync(string name) =>
        fleet.Bindings.LastOrDefault(b => b.Name.StartsWith(name + "-configmap", StringComparison.Ordinal)) is { } seen
            ? await fleet.GetAsync("hub", "loadline.io/v1alpha1", "ResourceBinding", seen.Name)
            : null;

    /// <summary>Ends when the operator has placed a template that came after everything that was changed before, twice over.</summary>
    private async Task AnswersAsync(string after)
    {
        for (var i = 0; i < 2; i++)
        {
            await PlaceAsync($"{after}-later-{i}");
            await fleet.UntilPlacedAsync($"{after}-later-{i}", "one", "two");
        }
    }

    private async Task<double> WritesToMembersAsync()
    {
        double writes = 0;
        foreach (var method in (string[])["PATCH", "PUT", "DELETE"])
            foreach (var member in (string[])["one", "two"])
                writes += await fleet.MetricAsync("rest_client_requests_total", $"method=\"{method}\"", $"host=\"{fleet[member].Endpoint.Authority}\"");
        return writes;
    }

    private static string ConfigMap(string name, string? value = null) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{name}}, namespace: default}
        data: {key: {{value ?? name}} }
        """;

    private static string Policy(string template, string members, string? policy = null) => $$"""
        apiVersion: loadline.io/v1alpha1
        kind: PropagationPolicy
        metadata: {name: {{policy ?? template}}, namespace: default}
        spec:
          resourceSelectors: [{apiVersion: v1, kind: ConfigMap, name: {{template}}}]
          placement:
            clusterAffinity: {clusterNames: [{{members}}] }
        """;
}
