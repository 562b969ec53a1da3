using System.Globalization;
using System.Text.Json.Nodes;
using Loadline.E2E.Harness;

namespace Loadline.E2E.Tests;

/// <summary>Replicas that follow measured latency and load, on real API servers behind real delays.</summary>
[Collection(nameof(RealFleet))]
public sealed class MeasuredWeightsTests(RealFleet fleet)
{
    private const string App = "checkout";
    private const int Replicas = 12;

    /// <summary>
    /// A dwell of two seconds, five of which a member that gave replicas away gets none; smoothing takes about twenty. The rest is for machines that have other
    /// things to do: nothing waits for it to pass.
    /// </summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(240);

    [RealServerFact(Timeout = 600_000)]
    public async Task Eighty_more_milliseconds_move_replicas_as_the_model_says_and_back_when_they_end()
    {
        await using var distant = await DistantFleet.StartAsync(fleet);
        await using var shop = await Workspace.CreateAsync(fleet, "rtt");
        await using var ready = new ReadyReporter(fleet.Members, shop.Namespace);
        await shop.ApplyDeploymentAsync(App, Replicas);
        await shop.ApplyPolicyAsync(App, Measured());

        // No member gets more than the others could do without: 5 of 12. The nearest fill up to that.
        await SplitBecomesAsync(shop, 5, 5, 2);

        distant.Paris.RoundTrip += TimeSpan.FromMilliseconds(DistantFleet.Step);
        await distant.MeasuredAsync();
        await SplitBecomesAsync(shop, 2, 5, 5);
        await DecisionSaysAsync(shop, "paris", static c => (string?)c["reason"] is "RttStep" ? null : $"the reason is {c["reason"]}");

        distant.Paris.RoundTrip -= TimeSpan.FromMilliseconds(DistantFleet.Step);
        await distant.MeasuredAsync();
        await SplitBecomesAsync(shop, 5, 5, 2);
        var binding = await fleet.Hub.Client.GetAsync(await shop.BindingPathAsync(App));
        Assert.NotEmpty(binding!["status"]!["decisionHistory"]!.AsArray());
        Assert.Equal("True", Conditions.Status(binding, "WeightsFresh"));
        await TrafficAddsUpAsync(shop);
    }

    [RealServerFact(Timeout = 600_000)]
    public async Task A_processor_spike_that_metrics_report_moves_replicas()
    {
        var metrics = await Task.WhenAll(fleet.Members.Select(static member => MetricsServer.StartAsync(member, MemberEdit.NodeName, coresInUse: 2)));
        try
        {
            await using var distant = await DistantFleet.StartAsync(fleet);
            foreach (var name in DistantFleet.Names) await LoadBecomesAsync(name, "MetricsAPI", 25);
            await using var shop = await Workspace.CreateAsync(fleet, "cpu");
            await using var ready = new ReadyReporter(fleet.Members, shop.Namespace);
            await shop.ApplyDeploymentAsync(App, Replicas);
            // Requests that take long make a busy processor count for more than the few milliseconds between the members.
            await shop.ApplyPolicyAsync(App, Measured(static w => w["serviceTime"] = "200ms"));
            await DividedAsync(shop);

            metrics[0].CoresInUse = 7.9;
            await LoadBecomesAsync("paris", "MetricsAPI", 98.8);
            await SplitBecomesAsync(shop, 2, 5, 5);
            await DecisionSaysAsync(shop, "paris", static c => (double?)c["inputs"]?["utilization"]?["value"] > 0.9 && (string?)c["inputs"]!["utilization"]!["source"] == "MetricsAPI"
                ? null
                : $"the decision rests on {c["inputs"]?["utilization"]?.ToJsonString()}");
        }
        finally
        {
            foreach (var server in metrics) await server.DisposeAsync();
        }
    }

    [RealServerFact(Timeout = 600_000)]
    public async Task Twenty_seconds_without_probes_move_nothing_and_say_that_measurements_are_stale()
    {
        await using var distant = await DistantFleet.StartAsync(fleet);
        await using var shop = await Workspace.CreateAsync(fleet, "blackout");
        await using var ready = new ReadyReporter(fleet.Members, shop.Namespace);
        await shop.ApplyDeploymentAsync(App, Replicas);
        await shop.ApplyPolicyAsync(App, Measured());
        await SplitBecomesAsync(shop, 5, 5, 2);
        var binding = await shop.BindingPathAsync(App);
        await fleet.ConditionAsync(binding, "WeightsFresh", "True");

        distant.Paris.Silence();
        var stale = fleet.ConditionAsync(binding, "WeightsFresh", "False", "MetricsStale");
        await Eventually.StaysAsync(() => SplitDiffersAsync(shop, 5, 5, 2), TimeSpan.FromSeconds(20));
        await stale;
        distant.Paris.Speak();

        await fleet.ConditionAsync(binding, "WeightsFresh", "True");
        Assert.Null(await SplitDiffersAsync(shop, 5, 5, 2));
    }

    [ToolFact(ToolFactAttribute.Prometheus, Timeout = 600_000)]
    public async Task A_query_to_a_real_Prometheus_drives_the_split_and_a_bad_one_says_why_it_does_not()
    {
        await using var exporter = await LoadExporter.StartAsync();
        foreach (var name in DistantFleet.Names) exporter[name] = 0.2;
        await using var prometheus = await RealPrometheus.StartAsync(ToolFactAttribute.Find(ToolFactAttribute.Prometheus)!, exporter.Url);
        await using var distant = await DistantFleet.StartAsync(fleet, (_, spec) => spec["prometheus"] = new JsonObject { ["url"] = prometheus.Url.ToString().TrimEnd('/') });
        await using var shop = await Workspace.CreateAsync(fleet, "promql");
        await using var ready = new ReadyReporter(fleet.Members, shop.Namespace);
        await fleet.ConditionAsync(KubePaths.MemberCluster("paris"), "PrometheusAnswers", "True");
        await shop.ApplyDeploymentAsync(App, Replicas);
        await shop.ApplyPolicyAsync(App, ByQuery("max(member_load{cluster=\"$member\"})"));
        await DividedAsync(shop);
        var binding = await shop.BindingPathAsync(App);
        await fleet.ConditionAsync(binding, "WeightsFresh", "True");

        exporter["paris"] = 0.99;
        await SplitBecomesAsync(shop, 2, 5, 5);
        await DecisionSaysAsync(shop, "paris", static c => (string?)c["inputs"]?["utilization"]?["source"] == "PromQL" ? null : $"the decision rests on {c["inputs"]?.ToJsonString()}");

        // A query that does not aggregate is a mistake, and no load of zero: nothing moves back.
        await shop.ApplyPolicyAsync(App, ByQuery("member_load"));
        await fleet.ConditionAsync(binding, "WeightsFresh", "False", "ManySeries");
        await shop.ApplyPolicyAsync(App, ByQuery("max(member_load{cluster=\"nowhere\"})"));
        await fleet.ConditionAsync(binding, "WeightsFresh", "False", "NoSeries");
        await shop.ApplyPolicyAsync(App, ByQuery("max(("));
        await fleet.ConditionAsync(binding, "WeightsFresh", "False", "QueryRefused");
        await fleet.ConditionAsync(shop.PolicyPath(App), "WeightsFresh", "False", "QueryRefused");
    }

    /// <summary>What other systems route by: whole parts of 10,000.</summary>
    private Task TrafficAddsUpAsync(Workspace shop) => Eventually.HoldsAsync(
        async () =>
        {
            var clusters = (await fleet.Hub.Client.GetAsync(await shop.BindingPathAsync(App)))?["status"]?["decision"]?["clusters"]?.AsArray();
            return clusters?.Sum(static c => (int?)c!["trafficWeight"]) == 10_000 ? null : $"the weights are {clusters?.ToJsonString()}";
        },
        context: fleet.OperatorLog);

    /// <summary>Which kubectl it is does not matter; one is enough.</summary>
    public static TheoryData<string> OneKubectl => [.. Kubectl.FindAll().Take(1).Select(path => Path.GetFileName(path))];

    [KubectlTheory]
    [MemberData(nameof(OneKubectl))]
    public async Task Other_systems_read_traffic_weights_by_jsonpath(string version)
    {
        await using var distant = await DistantFleet.StartAsync(fleet);
        await using var shop = await Workspace.CreateAsync(fleet, "traffic");
        await using var ready = new ReadyReporter(fleet.Members, shop.Namespace);
        var kubectl = new Kubectl(Kubectl.FindAll().First(path => Path.GetFileName(path) == version), await fleet.Hub.WriteKubeconfigAsync());
        await shop.ApplyDeploymentAsync(App, Replicas);
        await shop.ApplyPolicyAsync(App, Measured(static w => w["origins"] = new JsonArray(
            new JsonObject { ["memberCluster"] = "madrid", ["share"] = 3 }, new JsonObject { ["memberCluster"] = "paris", ["share"] = 1 })));
        var name = (await shop.BindingPathAsync(App)).Split('/')[^1];
        string[] get = ["get", "lrb", name, "-n", shop.Namespace, "-o"];
        await Eventually.HoldsAsync(
            async () =>
            {
                var weights = await kubectl.RunAsync([.. get, "jsonpath={.status.decision.clusters[*].trafficWeight}"]);
                return weights.Split(' ', StringSplitOptions.RemoveEmptyEntries).Sum(static w => int.Parse(w, CultureInfo.InvariantCulture)) == 10_000 ? null : $"the weights are '{weights}'";
            },
            Settled, fleet.OperatorLog);
        var row = JsonNode.Parse(await kubectl.RunAsync([.. get, """jsonpath={.status.decision.traffic[?(@.origin=="madrid")].weights}"""]))!.AsObject();
        Assert.Equal(10_000, row.Sum(static w => (int)w.Value!));
        Assert.Contains("TRAFFIC", await kubectl.RunAsync([.. get, "wide"]), StringComparison.Ordinal);
    }

    private static JsonObject ByQuery(string query) => Measured(w =>
    {
        w["serviceTime"] = "200ms";
        w["signals"] = new JsonObject { ["load"] = new JsonObject { ["source"] = "PromQL", ["query"] = query } };
    });

    private static JsonObject Measured(Action<JsonObject>? change = null)
    {
        var weighting = new JsonObject { ["rebalance"] = new JsonObject { ["minInterval"] = "2s" } };
        change?.Invoke(weighting);
        return new()
        {
            ["clusterAffinity"] = new JsonObject { ["clusterNames"] = new JsonArray([.. DistantFleet.Names.Select(static n => JsonValue.Create(n))]) },
            ["replicaScheduling"] = new JsonObject
            {
                ["replicaSchedulingType"] = "Divided",
                ["replicaDivisionPreference"] = "Weighted",
                ["weightPreference"] = new JsonObject { ["dynamicWeight"] = "LatencyAndLoad" },
                ["weighting"] = weighting,
            },
        };
    }

    /// <summary>
    /// All replicas are placed, and the nearest member has its part. With a long service time a few milliseconds more or less decide who gets the odd ones.
    /// </summary>
    private Task DividedAsync(Workspace shop) => Eventually.HoldsAsync(
        async () =>
        {
            var found = await ReplicasAsync(shop);
            return found.Sum() == Replicas && found[0] >= 4 ? null : $"the split is [{string.Join(", ", found)}]";
        },
        Settled, fleet.OperatorLog);

    private Task SplitBecomesAsync(Workspace shop, params int[] expected) => Eventually.HoldsAsync(() => SplitDiffersAsync(shop, expected), Settled, fleet.OperatorLog);

    /// <summary>The members, in the order of <see cref="DistantFleet.Names"/>, hold these replicas.</summary>
    private async Task<string?> SplitDiffersAsync(Workspace shop, params int[] expected)
    {
        var found = await ReplicasAsync(shop);
        if (found.SequenceEqual(expected)) return null;
        var binding = await fleet.Hub.Client.ListAsync(KubePaths.Bindings(shop.Namespace)) is [var only, ..] ? only : null;
        return $"the split is [{string.Join(", ", found)}], not [{string.Join(", ", expected)}]; the decision is {binding?["status"]?["decision"]?.ToJsonString()}, "
            + $"conditions {binding?["status"]?["conditions"]?.ToJsonString()}";
    }

    private Task<int[]> ReplicasAsync(Workspace shop) => Task.WhenAll(fleet.Members.Select(async member =>
        (int?)(await member.Client.GetAsync(KubePaths.Deployment(shop.Namespace, App)))?["spec"]?["replicas"] ?? 0));

    private async Task DecisionSaysAsync(Workspace shop, string member, Func<JsonObject, string?> check)
    {
        var path = await shop.BindingPathAsync(App);
        await Eventually.HoldsAsync(
            async () =>
            {
                var clusters = (await fleet.Hub.Client.GetAsync(path))?["status"]?["decision"]?["clusters"]?.AsArray();
                return clusters?.Select(static c => c!.AsObject()).FirstOrDefault(c => (string?)c["name"] == member) is { } found ? check(found) : $"no decision on {member}";
            },
            context: fleet.OperatorLog);
    }

    private Task LoadBecomesAsync(string member, string source, double percent) => Eventually.HoldsAsync(
        async () =>
        {
            var load = (await fleet.Hub.Client.GetAsync(KubePaths.MemberCluster(member)))?["status"]?["telemetry"]?["load"];
            return (string?)load?["source"] == source && Math.Abs((double)load["cpuPercent"]! - percent) < 1 ? null : $"{member} reports {load?.ToJsonString()}";
        },
        TimeSpan.FromSeconds(100), fleet.OperatorLog);
}
