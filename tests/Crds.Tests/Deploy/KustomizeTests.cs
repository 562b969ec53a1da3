using System.Diagnostics;
using System.Text.Json.Nodes;
using Loadline.Kubernetes.Yaml;

namespace Loadline.Crds.Tests.Deploy;

public sealed class KustomizeTests
{
    private static readonly string[] Lists = ["resources", "components", "patches"];

    [Fact]
    public void Every_file_of_a_kustomization_exists_and_every_file_is_used()
    {
        foreach (var path in DeployFiles.Paths("kustomize", "kustomization.yaml"))
        {
            var folder = Path.GetDirectoryName(RepositoryRoot.Path("deploy", path))!;
            var kustomization = Assert.Single(DeployFiles.Yaml(path));
            var named = Lists
                .SelectMany(list => kustomization[list] as JsonArray ?? [])
                .Select(item => item is JsonObject patch ? (string?)patch["path"] : (string?)item)
                .OfType<string>()
                .ToList();
            Assert.All(named, name => Assert.True(Path.Exists(Path.Combine(folder, name)), $"{path} names {name}, which does not exist"));
            var unused = Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Except(named).Except(["kustomization.yaml"]);
            Assert.Empty(unused);
        }
    }

    [KubectlTheory]
    [InlineData("base", 18)]
    [InlineData("overlays/dev", 18)]
    [InlineData("overlays/prod", 25)]
    public void It_renders(string folder, int objects)
    {
        var rendered = Render("kustomize/" + folder);
        Assert.Equal(objects, rendered.Count);
        Assert.All(rendered.Where(o => (string?)o["metadata"]!["namespace"] is { } ns), o => Assert.Equal("loadline-system", (string?)o["metadata"]!["namespace"]));
        Assert.Equal(7, rendered.Count(o => (string?)o["kind"] == "CustomResourceDefinition"));
        Assert.Equal("loadline-system", (string?)rendered.First(o => (string?)o["kind"] == "ClusterRoleBinding")["subjects"]![0]!["namespace"]);
    }

    [KubectlFact]
    public void Development_logs_more_and_production_has_a_standby_and_the_dashboard()
    {
        static JsonObject Deployment(IEnumerable<JsonObject> objects) => objects.Single(o => (string?)o["kind"] == "Deployment");
        var arguments = (JsonArray)Deployment(Render("kustomize/overlays/dev"))["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!;
        Assert.Contains("--log-level=Debug", arguments.Select(a => (string?)a));

        var production = Render("kustomize/overlays/prod");
        Assert.Equal(2, (int)Deployment(production)["spec"]!["replicas"]!);
        var dashboard = production.Single(o => (string?)o["kind"] == "ConfigMap");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(DeployFiles.Text("grafana/loadline.json")), JsonNode.Parse((string)dashboard["data"]!["loadline.json"]!)));
    }

    private static List<JsonObject> Render(string folder)
    {
        var start = new ProcessStartInfo("kubectl", ["kustomize", RepositoryRoot.Path("deploy", folder)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var kubectl = Process.Start(start)!;
        var errors = kubectl.StandardError.ReadToEndAsync();
        var output = kubectl.StandardOutput.ReadToEnd();
        kubectl.WaitForExit();
        Assert.True(kubectl.ExitCode == 0, errors.Result);
        return [.. YamlToJson.ConvertAll(output).Select(json => JsonNode.Parse(json)).OfType<JsonObject>()];
    }
}
