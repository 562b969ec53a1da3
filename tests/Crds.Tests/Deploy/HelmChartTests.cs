using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Loadline.Crds.Tests.Deploy;

public sealed partial class HelmChartTests
{
    private const string Templates = "helm/loadline/templates";

    public static TheoryData<string> TemplateNames =>
        [.. DeployFiles.Paths(Templates, "*.yaml").Select(p => Path.GetFileName(p)).Where(n => n != "crds.yaml")];

    [Theory]
    [MemberData(nameof(TemplateNames))]
    public void A_template_without_its_actions_is_yaml_with_kinds_and_names(string template)
    {
        var objects = DeployFiles.HelmTemplate(template);
        Assert.NotEmpty(objects);
        Assert.All(objects, o =>
        {
            Assert.NotNull(o["apiVersion"]);
            Assert.NotNull(o["kind"]);
            Assert.NotNull(o["metadata"]!["name"]);
        });
    }

    [Fact]
    public void Actions_are_balanced()
    {
        foreach (var path in DeployFiles.Paths(Templates, "*"))
        {
            var text = DeployFiles.Text(path);
            Assert.Equal(Regex.Count(text, @"\{\{"), Regex.Count(text, @"\}\}"));
            Assert.True(Opening().Count(text) == Regex.Count(text, @"\{\{-?\s*end\b"), $"{path}: every if, with, range and define needs an end");
        }
    }

    [Fact]
    public void Every_value_that_a_template_uses_has_a_default_and_a_schema_and_every_default_is_used()
    {
        var values = Assert.Single(DeployFiles.Yaml("helm/loadline/values.yaml"));
        var schema = (JsonObject)JsonNode.Parse(DeployFiles.Text("helm/loadline/values.schema.json"))!;
        var used = DeployFiles.Paths(Templates, "*")
            .SelectMany(path => ValuePath().Matches(DeployFiles.Text(path)))
            .Select(m => m.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);

        foreach (var path in used)
        {
            Assert.True(Find(values, path.Split('.')) is not null, $"values.yaml has no {path}");
            Assert.True(FindSchema(schema, path.Split('.')) is not null, $"values.schema.json has no {path}");
        }

        foreach (var path in Leaves("", values)) Assert.True(used.Any(u => path == u || path.StartsWith(u + ".", StringComparison.Ordinal)), $"no template uses {path}");
    }

    [Theory]
    [InlineData("crds", "../../../crds")]
    [InlineData("grafana", "../../../grafana")]
    [InlineData("prometheus", "../../../prometheus")]
    public void The_chart_takes_files_from_their_one_place(string name, string target) =>
        Assert.Equal(target, new FileInfo(RepositoryRoot.Path("deploy", "helm", "loadline", "files", name)).LinkTarget);

    [Fact]
    public void Keeping_definitions_finds_the_one_place_where_the_annotation_goes()
    {
        foreach (var path in DeployFiles.Paths("crds", "*.loadline.io.yaml")) Assert.Equal(1, Regex.Count(DeployFiles.Text(path), "(?m)^metadata:$"));
    }

    [Fact]
    public void Chart_and_kustomize_give_the_same_rights()
    {
        var helm = Rules(DeployFiles.HelmTemplate("rbac.yaml"));
        var kustomize = Rules(DeployFiles.Yaml("kustomize/base/rbac.yaml"));
        Assert.Equal(kustomize, helm);
        Assert.Equal(4, helm.Count);
    }

    [Fact]
    public void Chart_and_kustomize_run_the_same_container()
    {
        var helm = Container(DeployFiles.HelmTemplate("deployment.yaml"));
        var kustomize = Container(DeployFiles.Yaml("kustomize/base/deployment.yaml"));
        foreach (var field in new[] { "env", "ports", "livenessProbe", "readinessProbe", "startupProbe", "securityContext" })
        {
            Assert.True(JsonNode.DeepEquals(helm[field], kustomize[field]), $"{field} differs");
        }

        var shared = ((JsonArray)kustomize["args"]!).Select(a => (string)a!).Where(a => !a.StartsWith("--log-format", StringComparison.Ordinal));
        var all = ((JsonArray)helm["args"]!).Select(a => (string)a!).ToList();
        Assert.All(shared, a => Assert.Contains(a, all));
    }

    [Fact]
    public void Chart_and_kustomize_guard_template_namespaces_alike()
    {
        static string[] Specs(IReadOnlyList<JsonObject> objects) => [.. objects.Select(o => o["spec"]!.ToJsonString())];
        Assert.Equal(Specs(DeployFiles.Yaml("kustomize/components/templates-guard/policy.yaml")), Specs(DeployFiles.HelmTemplate("templates-guard.yaml")));
    }

    private static List<string> Rules(IReadOnlyList<JsonObject> objects) =>
        [.. objects.Where(o => (string?)o["kind"] is "ClusterRole" or "Role").Select(o => $"{o["kind"]} {o["rules"]?.ToJsonString()} {o["aggregationRule"]?.ToJsonString()}")];

    private static JsonObject Container(IReadOnlyList<JsonObject> objects) =>
        (JsonObject)Assert.Single((JsonArray)Assert.Single(objects)["spec"]!["template"]!["spec"]!["containers"]!)!;

    private static JsonNode? Find(JsonNode? node, string[] path) => path.Aggregate(node, (at, name) => at is JsonObject o && o.TryGetPropertyValue(name, out var next) ? next ?? JsonValue.Create("") : null);

    private static JsonNode? FindSchema(JsonNode? node, string[] path) => path.Aggregate(node, (at, name) => at?["properties"]?[name]);

    private static IEnumerable<string> Leaves(string prefix, JsonObject values) =>
        values.SelectMany(v => v.Value is JsonObject { Count: > 0 } inner ? Leaves($"{prefix}{v.Key}.", inner) : [prefix + v.Key]);

    [GeneratedRegex(@"\.Values\.([A-Za-z.]+)")]
    private static partial Regex ValuePath();

    [GeneratedRegex(@"\{\{-?\s*(?:if|with|range|define)\b")]
    private static partial Regex Opening();
}
