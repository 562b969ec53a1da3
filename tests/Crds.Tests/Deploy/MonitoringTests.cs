using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Crds.Tests.Deploy;

public sealed partial class MonitoringTests
{
    private const string RuleObject = "kustomize/components/prometheus/prometheusrule.yaml";

    private static readonly JsonObject Rules = Assert.Single(DeployFiles.Yaml("prometheus/rules.yaml"));

    private static readonly JsonObject Dashboard = (JsonObject)JsonNode.Parse(DeployFiles.Text("grafana/loadline.json"))!;

    private static IEnumerable<JsonNode> Alerts => ((JsonArray)Rules["groups"]!).SelectMany(g => (JsonArray)g!["rules"]!).Select(r => r!);

    private static IEnumerable<JsonNode> Panels => ((JsonArray)Dashboard["panels"]!).Select(p => p!).Where(p => (string?)p["type"] != "row");

    [Fact]
    public void Alerts_and_panels_use_metrics_that_the_source_emits()
    {
        var emitted = Directory.EnumerateFiles(RepositoryRoot.Path("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Quoted().Matches(File.ReadAllText(file)))
            .Select(m => m.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);
        var used = Alerts.Select(a => (string)a["expr"]!)
            .Concat(Panels.SelectMany(p => (JsonArray)p["targets"]!).Select(t => (string)t!["expr"]!))
            .SelectMany(expression => Metric().Matches(expression))
            .Select(m => m.Value)
            .ToHashSet(StringComparer.Ordinal);
        Assert.True(used.Count > 15);
        Assert.All(used, name => Assert.True(emitted.Contains(name) || emitted.Contains(Suffix().Replace(name, "")), $"nothing emits {name}"));
    }

    [Fact]
    public void Alerts_are_named_weighed_and_explained()
    {
        Assert.All(Alerts, alert =>
        {
            Assert.StartsWith("Loadline", (string)alert["alert"]!, StringComparison.Ordinal);
            Assert.True((string?)alert["labels"]!["severity"] is "critical" or "warning" or "info");
            Assert.NotNull(alert["for"]);
            Assert.False(string.IsNullOrWhiteSpace((string?)alert["annotations"]!["summary"]));
            Assert.False(string.IsNullOrWhiteSpace((string?)alert["annotations"]!["description"]));
        });
        Assert.Equal(Alerts.Count(), Alerts.Select(a => (string?)a["alert"]).Distinct().Count());
    }

    [Fact]
    public void The_rule_object_has_the_rules_of_the_rule_file()
    {
        var file = RepositoryRoot.Path("deploy", RuleObject);
        var expected = "# Generated from deploy/prometheus/rules.yaml. Do not edit; run the tests of tests/Crds.Tests with LOADLINE_UPDATE_CRDS=1.\n"
            + JsonToYaml.Write(System.Text.Encoding.UTF8.GetBytes(new JsonObject
            {
                ["apiVersion"] = "monitoring.coreos.com/v1",
                ["kind"] = "PrometheusRule",
                ["metadata"] = new JsonObject
                {
                    ["name"] = "loadline-operator",
                    ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "loadline", ["app.kubernetes.io/component"] = "operator" },
                },
                ["spec"] = Rules.DeepClone(),
            }.ToJsonString()));
        if (Environment.GetEnvironmentVariable("LOADLINE_UPDATE_CRDS") == "1") File.WriteAllText(file, expected);
        Assert.True(File.ReadAllText(file) == expected, $"deploy/{RuleObject} is out of date: run these tests with LOADLINE_UPDATE_CRDS=1 and commit the result");
    }

    [Fact]
    public void The_dashboard_can_be_imported_anywhere()
    {
        Assert.Equal("loadline", (string?)Dashboard["uid"]);
        Assert.Contains("loadline", ((JsonArray)Dashboard["tags"]!).Select(t => (string?)t));
        Assert.Contains((JsonArray)Dashboard["templating"]!["list"]!, v => (string?)v!["name"] == "datasource" && (string?)v["type"] == "datasource");
        Assert.All(Panels, p => Assert.Equal("${datasource}", (string?)p["datasource"]!["uid"]));
    }

    [Fact]
    public void Panels_do_not_overlap_and_have_ids_of_their_own()
    {
        var all = ((JsonArray)Dashboard["panels"]!).Select(p => p!).ToList();
        Assert.Equal(all.Count, all.Select(p => (int)p["id"]!).Distinct().Count());
        var cells = all.SelectMany(p => Cells(p["gridPos"]!)).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, c => Assert.InRange(c.X, 0, 23));
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonNode at) =>
        from x in Enumerable.Range((int)at["x"]!, (int)at["w"]!)
        from y in Enumerable.Range((int)at["y"]!, (int)at["h"]!)
        select (x, y);

    [GeneratedRegex("\"([a-z][a-z0-9_]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?:loadline|cluster_network|controller_runtime|workqueue|rest_client|leader_election)_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
